package io.rvoip.engine.auth;

import io.rvoip.common.Expect;
import java.time.Duration;

/**
 * When failures lock somebody out.
 *
 * @param failures that many, 1–10,000
 * @param within so short a time
 * @param lock how long the first time; each further time twice as long, up to 32 times
 */
public record LockRule(int failures, Duration within, Duration lock) {
    private static final int MOST_DOUBLINGS = 5;

    /** Checks the ranges. */
    public LockRule {
        Expect.inRange("failures", failures, 1, 10_000);
        Expect.positive("within", within);
        Expect.positive("lock", lock);
    }

    long lockNanos(int lockedBefore) {
        return lock.toNanos() << Math.min(lockedBefore, MOST_DOUBLINGS);
    }

    /** After so long a silence nothing is held against anybody. */
    long forgetNanos(int lockedBefore) {
        return Math.max(within.toNanos(), 2 * lockNanos(lockedBefore));
    }
}
