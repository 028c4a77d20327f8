package io.rvoip.session;

import io.rvoip.sip.transport.TransportProtocol;
import java.net.InetSocketAddress;

/**
 * Where a stack takes in messages.
 *
 * @param address resolved; port 0 takes a free one
 */
public record ListenAddress(TransportProtocol protocol, InetSocketAddress address) {
    public ListenAddress {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException(
                    "address: " + address.getHostString() + " (expected: a resolved address)");
        }
    }

    /** UDP on this address. */
    public static ListenAddress udp(InetSocketAddress address) {
        return new ListenAddress(TransportProtocol.UDP, address);
    }

    /** TCP on this address. */
    public static ListenAddress tcp(InetSocketAddress address) {
        return new ListenAddress(TransportProtocol.TCP, address);
    }
}
