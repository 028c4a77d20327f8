package io.rvoip.ice;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A socket for one component: one that is bound for datagrams or takes connections, or what connections are opened from.
 *
 * @param stream from 0
 * @param component 1-256
 * @param address numeric, neither the wildcard nor port 0: it is told to the other side. No two of one agent have the same,
 *     whatever they are for: it says which is meant
 * @param transport any but {@link IceTransport#TCP_SO}
 */
public record IceSocket(int stream, int component, InetSocketAddress address, IceTransport transport) {
    /** The most streams of one agent. */
    public static final int MAX_STREAMS = 64;

    /** RFC 863. */
    private static final int DISCARD = 9;

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
        if (transport == IceTransport.TCP_SO) {
            throw new IllegalArgumentException("transport: TCP_SO, which nobody opens here (expected: UDP, TCP_PASSIVE or TCP_ACTIVE)");
        }
    }

    /**
     * What connections are opened from: each has a port of its own then, and all of them are named by this address.
     *
     * @param own told to the other side, with a port that says that nobody can connect there (RFC 6544 §4.5)
     */
    public static IceSocket active(int stream, int component, InetAddress own) {
        return new IceSocket(stream, component, new InetSocketAddress(own, DISCARD), IceTransport.TCP_ACTIVE);
    }

    /** One for datagrams. */
    public IceSocket(int stream, int component, InetSocketAddress address) {
        this(stream, component, address, IceTransport.UDP);
    }
}
