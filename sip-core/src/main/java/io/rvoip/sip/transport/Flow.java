package io.rvoip.sip.transport;

import java.net.InetSocketAddress;
import java.util.Objects;

/**
 * A pair of addresses that messages travel between: a connection, or for UDP a listener and a peer. A value: two
 * flows with the same parts are the same flow, and keeping one keeps nothing open.
 *
 * @param local where we receive, with the real port
 * @param remote the peer as the network shows it
 * @param connection number of the connection, unique for the life of the transport; 0 for UDP
 */
public record Flow(TransportProtocol protocol, InetSocketAddress local, InetSocketAddress remote, long connection) {
    public Flow {
        Objects.requireNonNull(protocol, "protocol");
        Addresses.requireResolved("local", local);
        Addresses.requireResolved("remote", remote);
        if (connection < 0 || (connection == 0) != (protocol == TransportProtocol.UDP)) {
            throw new IllegalArgumentException(
                    "connection: " + connection + " (expected: 0 for UDP, above 0 for " + protocol + ")");
        }
    }

    /** A UDP flow. */
    public static Flow udp(InetSocketAddress local, InetSocketAddress remote) {
        return new Flow(TransportProtocol.UDP, local, remote, 0);
    }

    @Override
    public String toString() {
        return protocol.uriName() + ' ' + Addresses.text(local) + " <-> " + Addresses.text(remote)
                + (connection == 0 ? "" : " #" + connection);
    }
}
