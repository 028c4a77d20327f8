package io.rvoip.sip.transport;

import java.time.Duration;
import java.util.Objects;

/**
 * What the transports bear before they refuse, each a bound on memory or time.
 *
 * @param maxHeaders start line and headers of a message on a stream, bytes
 * @param maxBody body of a message on a stream, bytes
 * @param maxConnections open at once, both directions; more are closed as they come, or refused to be opened
 * @param maxConnectionsPerSource accepted at once from one IPv4 address or IPv6 /64, and as many opened to it
 * @param maxQueuedBytes waiting to be written to one connection; a reader slower than that is cut off
 * @param maxQueuedMessages parsed and not yet taken by their shard: per UDP listener (more are dropped) and per
 *     connection (reading pauses)
 * @param connectTimeout for opening a connection
 * @param firstMessageTimeout for the first message on an accepted connection
 * @param messageTimeout from the first byte of a message to its last, and from a ping to its pong (RFC 5626 §4.4.1 says 10 s)
 * @param idleTimeout without a message or keep-alive in either direction
 * @param handshakes of TLS and WebSocket
 * @param pathMtu of the network, bytes, for RFC 3261 §18.1.1; 0 when unknown
 */
public record TransportLimits(
        int maxHeaders, int maxBody, int maxConnections, int maxConnectionsPerSource, int maxQueuedBytes,
        int maxQueuedMessages, Duration connectTimeout, Duration firstMessageTimeout, Duration messageTimeout,
        Duration idleTimeout, HandshakeLimits handshakes, int pathMtu) {
    /**
     * 64 KiB of headers and of body, 8,192 connections, 256 a source, 1 MiB and 4,096 messages waiting; 5 s to
     * connect, 10 s for a message, 10 minutes idle; MTU unknown.
     */
    public static final TransportLimits DEFAULT = new TransportLimits(
            65_536, 65_536, 8_192, 256, 1 << 20, 4_096, Duration.ofSeconds(5), Duration.ofSeconds(10),
            Duration.ofSeconds(10), Duration.ofMinutes(10), HandshakeLimits.DEFAULT, 0);

    public TransportLimits {
        require("maxHeaders", maxHeaders, 256, 1 << 20);
        require("maxBody", maxBody, 0, 16 << 20);
        require("maxConnections", maxConnections, 1, 1 << 20);
        require("maxConnectionsPerSource", maxConnectionsPerSource, 1, 1 << 20);
        require("maxQueuedBytes", maxQueuedBytes, 4_096, 1 << 30);
        require("maxQueuedMessages", maxQueuedMessages, 1, 1 << 20);
        require("connectTimeout", connectTimeout);
        require("firstMessageTimeout", firstMessageTimeout);
        require("messageTimeout", messageTimeout);
        require("idleTimeout", idleTimeout);
        Objects.requireNonNull(handshakes, "handshakes");
        if (pathMtu != 0) {
            require("pathMtu", pathMtu, 576, 65_535);
        }
    }

    public TransportLimits withMessageSize(int headers, int body) {
        return new TransportLimits(headers, body, maxConnections, maxConnectionsPerSource, maxQueuedBytes,
                maxQueuedMessages, connectTimeout, firstMessageTimeout, messageTimeout, idleTimeout, handshakes, pathMtu);
    }

    public TransportLimits withConnections(int total, int perSource) {
        return new TransportLimits(maxHeaders, maxBody, total, perSource, maxQueuedBytes, maxQueuedMessages,
                connectTimeout, firstMessageTimeout, messageTimeout, idleTimeout, handshakes, pathMtu);
    }

    public TransportLimits withQueues(int bytes, int messages) {
        return new TransportLimits(maxHeaders, maxBody, maxConnections, maxConnectionsPerSource, bytes, messages,
                connectTimeout, firstMessageTimeout, messageTimeout, idleTimeout, handshakes, pathMtu);
    }

    public TransportLimits withConnectTimeout(Duration timeout) {
        return new TransportLimits(maxHeaders, maxBody, maxConnections, maxConnectionsPerSource, maxQueuedBytes,
                maxQueuedMessages, timeout, firstMessageTimeout, messageTimeout, idleTimeout, handshakes, pathMtu);
    }

    public TransportLimits withMessageTimeouts(Duration first, Duration each) {
        return new TransportLimits(maxHeaders, maxBody, maxConnections, maxConnectionsPerSource, maxQueuedBytes,
                maxQueuedMessages, connectTimeout, first, each, idleTimeout, handshakes, pathMtu);
    }

    public TransportLimits withIdleTimeout(Duration timeout) {
        return new TransportLimits(maxHeaders, maxBody, maxConnections, maxConnectionsPerSource, maxQueuedBytes,
                maxQueuedMessages, connectTimeout, firstMessageTimeout, messageTimeout, timeout, handshakes, pathMtu);
    }

    public TransportLimits withHandshakes(HandshakeLimits limits) {
        return new TransportLimits(maxHeaders, maxBody, maxConnections, maxConnectionsPerSource, maxQueuedBytes,
                maxQueuedMessages, connectTimeout, firstMessageTimeout, messageTimeout, idleTimeout, limits, pathMtu);
    }

    public TransportLimits withPathMtu(int bytes) {
        return new TransportLimits(maxHeaders, maxBody, maxConnections, maxConnectionsPerSource, maxQueuedBytes,
                maxQueuedMessages, connectTimeout, firstMessageTimeout, messageTimeout, idleTimeout, handshakes, bytes);
    }

    private static void require(String field, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(field + ": " + value + " (expected: " + least + "-" + most + ")");
        }
    }

    private static void require(String field, Duration value) {
        Objects.requireNonNull(value, field);
        if (value.isZero() || value.isNegative() || value.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(field + ": " + value + " (expected: above 0, at most a day)");
        }
    }
}
