package io.rvoip.session;

import io.rvoip.common.IdSource;
import java.time.Duration;

/**
 * How long to wait after failures, by RFC 5626 §4.5: the bound doubles with each failure in a row, and the wait is
 * chosen at random between half of it and all of it, so that a herd of clients does not come back at once.
 *
 * @param base bound after the first failure; 1 s to 1 h
 * @param longest the bound never exceeds this; base to 24 h
 */
public record BackOff(Duration base, Duration longest) {
    /** 30 s, at most 30 min, as in RFC 5626. */
    public static final BackOff DEFAULT = new BackOff(Duration.ofSeconds(30), Duration.ofMinutes(30));

    private static final int MOST_DOUBLINGS = 20;

    public BackOff {
        if (base.compareTo(Duration.ofSeconds(1)) < 0 || base.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("base: " + base + " (expected: 1 s to 1 h)");
        }
        if (longest.compareTo(base) < 0 || longest.compareTo(Duration.ofHours(24)) > 0) {
            throw new IllegalArgumentException("longest: " + longest + " (expected: base to 24 h)");
        }
    }

    /**
     * The wait before the next attempt, in nanoseconds.
     *
     * @param failures in a row, at least 1
     */
    long next(int failures, IdSource ids) {
        long bound = base.toMillis() << Math.min(failures - 1, MOST_DOUBLINGS);
        long limited = Math.min(bound, longest.toMillis());
        long wait = limited / 2 + ids.nextInt((int) (limited - limited / 2) + 1);
        return Duration.ofMillis(wait).toNanos();
    }
}
