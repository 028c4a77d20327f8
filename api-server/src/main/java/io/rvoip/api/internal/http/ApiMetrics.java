package io.rvoip.api.internal.http;

import io.rvoip.common.Metrics;
import java.util.concurrent.TimeUnit;

/** What the API counts of itself. Thread-safe. */
final class ApiMetrics {
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Metrics metrics;

    ApiMetrics(Metrics metrics) {
        this.metrics = metrics;
    }

    /** A request was answered; operations are those of the contract, or {@code none}. */
    void answered(String operation, int status, long nanos) {
        metrics.counter("rvoip_api_requests_total", "operation", operation, "status", Integer.toString(status))
                .increment();
        metrics.distribution("rvoip_api_request_seconds", "operation", operation).record(nanos / NANOS);
    }
}
