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

    /** As RFC 5626 §4.5 counts for flows: a bound of 60 s after the first failure, at most 30 min. */
    public static final BackOff FLOWS = new BackOff(Duration.ofSeconds(60), Duration.ofMinutes(30));

    /** While another flow lives there is time: 90 s instead of 30 s to begin with (§4.5). */
    private static final int PATIENCE_WITH_OTHERS = 3;
    private static final Duration LONGEST_BASE = Duration.ofHours(1);
    private static final int MOST_DOUBLINGS = 20;

    public BackOff {
        if (base.compareTo(Duration.ofSeconds(1)) < 0 || base.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("base: " + base + " (expected: 1 s to 1 h)");
        }
        if (longest.compareTo(base) < 0 || longest.compareTo(Duration.ofHours(24)) > 0) {
            throw new IllegalArgumentException("longest: " + longest + " (expected: base to 24 h)");
        }
    }

    /** The same for a flow that is not the only one. */
    BackOff whileOthersLive() {
        Duration more = base.multipliedBy(PATIENCE_WITH_OTHERS);
        Duration bound = more.compareTo(LONGEST_BASE) < 0 ? more : LONGEST_BASE;
        return new BackOff(bound, longest.compareTo(bound) < 0 ? bound : longest);
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
