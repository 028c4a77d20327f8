package io.rvoip.ice;

import java.net.InetSocketAddress;

/**
 * A bound socket for one component: one for datagrams, or one that takes connections.
 *
 * @param stream from 0
 * @param component 1-256
 * @param address numeric, neither the wildcard nor port 0: it is told to the other side. No two of one agent have the same,
 *     whatever they are for: it says which is meant
 * @param transport {@link IceTransport#UDP} or {@link IceTransport#TCP_PASSIVE}
 */
public record IceSocket(int stream, int component, InetSocketAddress address, IceTransport transport) {
    /** The most streams of one agent. */
    public static final int MAX_STREAMS = 64;

    public IceSocket {
        if (stream < 0 || stream >= MAX_STREAMS) {
            throw new IllegalArgumentException("stream: " + stream + " (expected: 0-" + (MAX_STREAMS - 1) + ")");
        }
        if (component < 1 || component > 256) {
            throw new IllegalArgumentException("component: " + component + " (expected: 1-256)");
        }
        if (address.isUnresolved() || address.getPort() == 0 || address.getAddress().isAnyLocalAddress()) {
            throw new IllegalArgumentException(
                    "address: " + address + " (expected: numeric, not the wildcard, port 1-65535)");
        }
        if (transport != IceTransport.UDP && transport != IceTransport.TCP_PASSIVE) {
            throw new IllegalArgumentException("transport: " + transport + " (expected: UDP or TCP_PASSIVE)");
        }
    }

    /** One for datagrams. */
    public IceSocket(int stream, int component, InetSocketAddress address) {
        this(stream, component, address, IceTransport.UDP);
    }
}
