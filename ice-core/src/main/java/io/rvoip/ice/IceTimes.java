package io.rvoip.ice;

import java.time.Duration;

/**
 * How long ICE takes for what.
 *
 * @param pace Ta, the time between two new transactions (RFC 8445 §14.2): 50 ms by default, 50 ms to 1 s
 * @param gathering most for STUN and TURN servers to answer, 5 s by default, up to 30 s
 * @param nomination how long a controlling agent waits for a better pair once one works, 500 ms by default, up to 10 s
 * @param patience how long at least before a stream fails, for checks of a peer that named no candidate that works
 *     (RFC 8863): 8 s by default, where RFC 8863 has 39.5 s, because a caller waits
 * @param most how long at most before a stream is connected or fails, 20 s by default, up to 2 min
 */
public record IceTimes(Duration pace, Duration gathering, Duration nomination, Duration patience, Duration most) {
    private static final int SLOWEST = 1_000;

    public static final IceTimes DEFAULT = new IceTimes(
            Duration.ofMillis(50),
            Duration.ofSeconds(5),
            Duration.ofMillis(500),
            Duration.ofSeconds(8),
            Duration.ofSeconds(20));

    public IceTimes {
        require("pace", pace, 50, SLOWEST);
        require("gathering", gathering, 50, 30_000);
        require("nomination", nomination, 0, 10_000);
        require("patience", patience, 100, 120_000);
        require("most", most, patience.toMillis(), 120_000);
    }

    public IceTimes withPace(Duration value) {
        return new IceTimes(value, gathering, nomination, patience, most);
    }

    public IceTimes withGathering(Duration value) {
        return new IceTimes(pace, value, nomination, patience, most);
    }

    public IceTimes withNomination(Duration value) {
        return new IceTimes(pace, gathering, value, patience, most);
    }

    public IceTimes withPatience(Duration value) {
        return new IceTimes(pace, gathering, nomination, value, most);
    }

    public IceTimes withMost(Duration value) {
        return new IceTimes(pace, gathering, nomination, patience, value);
    }

    /** Of our pace and that of the other side the slower one (RFC 8445 §14.2), 1 s at most. */
    public Duration slower(Duration theirs) {
        long millis = Math.max(pace.toMillis(), Math.min(theirs.toMillis(), SLOWEST));
        return Duration.ofMillis(millis);
    }

    private static void require(String what, Duration value, long least, long most) {
        if (value.toMillis() < least || value.toMillis() > most) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: " + least + "-" + most + " ms)");
        }
    }
}
