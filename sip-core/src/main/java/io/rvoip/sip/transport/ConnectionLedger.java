package io.rvoip.sip.transport;

import java.util.concurrent.atomic.AtomicLong;

/** What all connections share, whatever they are made of: their bounds and their numbers. Thread-safe. */
final class ConnectionLedger {
    private final ConnectionCaps caps;
    private final Handshakes handshakes;
    private final AtomicLong lastId = new AtomicLong();

    ConnectionLedger(TransportLimits limits) {
        caps = new ConnectionCaps(limits.maxConnections(), limits.maxConnectionsPerSource());
        handshakes = new Handshakes(limits.handshakes());
    }

    ConnectionCaps caps() {
        return caps;
    }

    Handshakes handshakes() {
        return handshakes;
    }

    long nextId() {
        return lastId.incrementAndGet();
    }
}
