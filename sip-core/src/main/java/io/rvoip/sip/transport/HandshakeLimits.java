package io.rvoip.sip.transport;

import io.rvoip.common.Expect;
import java.time.Duration;

/**
 * What handshakes of TLS and WebSocket may take.
 *
 * @param timeout from the opened connection to the finished handshake, at most a minute
 * @param maxOpen accepted connections in mid-handshake; the oldest makes room for a new one
 * @param maxOpenPerSource of those from one IPv4 address or IPv6 /64; more are closed as they come
 */
public record HandshakeLimits(Duration timeout, int maxOpen, int maxOpenPerSource) {
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** 5 s, 1,024 in all, 128 a source. */
    public static final HandshakeLimits DEFAULT = new HandshakeLimits(Duration.ofSeconds(5), 1_024, 128);

    public HandshakeLimits {
        Expect.positive("timeout", timeout);
        if (timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: at most a minute)");
        }
        Expect.inRange("maxOpen", maxOpen, 1, 1 << 20);
        Expect.inRange("maxOpenPerSource", maxOpenPerSource, 1, 1 << 20);
    }
}
