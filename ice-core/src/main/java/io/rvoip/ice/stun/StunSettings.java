package io.rvoip.ice.stun;

import java.time.Duration;

/**
 * How a Binding client repeats itself (RFC 8489 §6.2.1).
 *
 * @param initialTimeout first retransmission timeout, 500 ms by default; later ones double
 * @param maxRequests requests in one transaction, Rc: 7 by default
 * @param lastWait wait after the last request in multiples of the initial timeout, Rm: 16 by default
 * @param refresh time between two transactions, which keeps NAT bindings open; zero asks once
 */
public record StunSettings(Duration initialTimeout, int maxRequests, int lastWait, Duration refresh) {
    /** RFC 8489's values, asking once. */
    public static final StunSettings ONCE = new StunSettings(Duration.ofMillis(500), 7, 16, Duration.ZERO);

    public StunSettings {
        if (initialTimeout.toMillis() < 1 || initialTimeout.toMillis() > 60_000) {
            throw new IllegalArgumentException("initialTimeout: " + initialTimeout + " (expected: 1 ms to 60 s)");
        }
        if (maxRequests < 1 || maxRequests > 20) {
            throw new IllegalArgumentException("maxRequests: " + maxRequests + " (expected: 1-20)");
        }
        if (lastWait < 1 || lastWait > 64) {
            throw new IllegalArgumentException("lastWait: " + lastWait + " (expected: 1-64)");
        }
        if (refresh.isNegative() || refresh.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("refresh: " + refresh + " (expected: 0 to 1 day)");
        }
    }

    /** The same, asking again after this time; 15 s keeps UDP bindings open (RFC 8445 §11). */
    public StunSettings withRefresh(Duration interval) {
        return new StunSettings(initialTimeout, maxRequests, lastWait, interval);
    }

    /** The same with another first timeout. */
    public StunSettings withInitialTimeout(Duration timeout) {
        return new StunSettings(timeout, maxRequests, lastWait, refresh);
    }
}
