package io.rvoip.common;

import java.util.function.DoubleSupplier;

/**
 * The port through which modules count and measure; the application decides where figures go. Names follow
 * Prometheus ({@code rvoip_sip_requests_total}); tags are key, value, key, value. Instruments are looked up once and
 * kept, never on the packet path. Thread-safe.
 */
public interface Metrics {
    /** Something that only grows. The same name and tags give the same counter. */
    Counter counter(String name, String... tags);

    /** Something read when asked for. Registering again replaces the former supplier. */
    void gauge(String name, DoubleSupplier value, String... tags);

    /** A distribution in base units (seconds, ratios). */
    Distribution distribution(String name, String... tags);

    /** Counts nothing: for code that is used without an application around it. */
    static Metrics none() {
        return NoMetrics.INSTANCE;
    }

    /** A monotonic count. Thread-safe, does not allocate. */
    interface Counter {
        void add(long amount);

        default void increment() {
            add(1);
        }

        long value();
    }

    /** Recorded values. Thread-safe, does not allocate. */
    interface Distribution {
        void record(double value);
    }
}
