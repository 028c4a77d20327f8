package io.rvoip.ice;

import java.net.InetSocketAddress;

/**
 * A bound socket for one component.
 *
 * @param stream from 0
 * @param component 1-256
 * @param address numeric, neither the wildcard nor port 0: it is told to the other side
 */
public record IceSocket(int stream, int component, InetSocketAddress address) {
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
    }
}
