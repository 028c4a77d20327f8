package io.rvoip.engine.trunk;

import io.rvoip.common.Expect;
import java.time.Duration;

/**
 * How it is found out whether a trunk answers: by OPTIONS, again and again.
 *
 * @param interval between two of them, 1 s to 1 h; zero asks never, and the trunk counts as there
 * @param timeout an answer that comes later counts as none; 100 ms to 30 s
 * @param failures in a row that take the trunk out, 1-100
 * @param successes in a row that bring it back, 1-100
 */
public record HealthSettings(Duration interval, Duration timeout, int failures, int successes) {
    /** Every 30 s, 4 s for the answer, out after two failures, back after two successes. */
    public static final HealthSettings DEFAULT = new HealthSettings(Duration.ofSeconds(30), Duration.ofSeconds(4), 2, 2);

    /** Checks the ranges. */
    public HealthSettings {
        if (!interval.isZero()) {
            Expect.inRange("interval", interval.toMillis(), 1_000L, 3_600_000L);
        }
        Expect.inRange("timeout", timeout.toMillis(), 100L, 30_000L);
        Expect.inRange("failures", failures, 1, 100);
        Expect.inRange("successes", successes, 1, 100);
    }
}
