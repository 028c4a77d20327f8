package io.rvoip.session;

import java.time.Duration;

/**
 * What a user agent does about session timers (RFC 4028).
 *
 * @param policy whether calls are kept alive by refreshes
 * @param interval how long a call of ours lives without a refresh: {@code minimum} to 24 h, whole seconds
 * @param minimum the shortest interval that is agreeable, below which requests get 422: 90 s to 24 h, whole seconds
 */
public record SessionTimers(Policy policy, Duration interval, Duration minimum) {
    /** The shortest interval there is (§5), in seconds. */
    static final long SHORTEST = 90;
    /** The option tag. */
    static final String TAG = "timer";
    private static final Duration LONGEST = Duration.ofHours(24);

    /** Half an hour where the far end asks for a timer, no less than 90 s. */
    public static final SessionTimers DEFAULT =
            new SessionTimers(Policy.ACCEPT, Duration.ofSeconds(1800), Duration.ofSeconds(SHORTEST));

    /** Whether there are timers. */
    public enum Policy {
        /** Never: not offered, and refused with 420 where they are required. */
        OFF,
        /** When the far end wants one. */
        ACCEPT,
        /** In every call: a far end that knows nothing of timers is refreshed by us. */
        REQUEST
    }

    public SessionTimers {
        require("minimum", minimum, Duration.ofSeconds(SHORTEST));
        require("interval", interval, minimum);
    }

    private static void require(String what, Duration value, Duration least) {
        if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0 || value.getNano() != 0) {
            throw new IllegalArgumentException(
                    what + ": " + value + " (expected: " + least.toSeconds() + " s to 24 h, whole seconds)");
        }
    }

    /** The same with another policy. */
    public SessionTimers withPolicy(Policy other) {
        return new SessionTimers(other, interval, minimum);
    }

    /** The same with another interval; a larger minimum shrinks to it. */
    public SessionTimers withInterval(Duration other) {
        return new SessionTimers(policy, other, other.compareTo(minimum) < 0 ? other : minimum);
    }

    /** The same with another minimum; a smaller interval grows to it. */
    public SessionTimers withMinimum(Duration other) {
        return new SessionTimers(policy, other.compareTo(interval) > 0 ? other : interval, other);
    }
}
