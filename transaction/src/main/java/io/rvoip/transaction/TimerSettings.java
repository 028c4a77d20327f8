package io.rvoip.transaction;

import io.rvoip.common.Expect;
import java.time.Duration;

/**
 * The three times all timers of RFC 3261 are made of (§17, table 4).
 *
 * @param t1 estimate of the round trip, 1 ms to 10 s; 500 ms by default
 * @param t2 longest interval between retransmissions of anything but an INVITE, at least T1; 4 s by default
 * @param t4 longest time a message stays in the network; 5 s by default
 */
public record TimerSettings(Duration t1, Duration t2, Duration t4) {
    /** The values of RFC 3261. */
    public static final TimerSettings DEFAULT =
            new TimerSettings(Duration.ofMillis(500), Duration.ofSeconds(4), Duration.ofSeconds(5));

    private static final Duration SHORTEST_D = Duration.ofSeconds(32);

    public TimerSettings {
        Expect.inRange("t1", t1.toMillis(), 1, 10_000);
        Expect.inRange("t2", t2.toMillis(), t1.toMillis(), 60_000);
        Expect.inRange("t4", t4.toMillis(), 1, 60_000);
    }

    public TimerSettings withT1(Duration value) {
        return new TimerSettings(value, t2, t4);
    }

    public TimerSettings withT2(Duration value) {
        return new TimerSettings(t1, value, t4);
    }

    public TimerSettings withT4(Duration value) {
        return new TimerSettings(t1, t2, value);
    }

    /** 64*T1: timers B, F, H, J, L and M, and how long an INVITE outlives its CANCEL (§9.1). */
    public Duration patience() {
        return Duration.ofNanos(64 * t1.toNanos());
    }

    /** Timer D over unreliable transports: 64*T1, at least 32 s. */
    public Duration timerD() {
        return patience().compareTo(SHORTEST_D) < 0 ? SHORTEST_D : patience();
    }
}
