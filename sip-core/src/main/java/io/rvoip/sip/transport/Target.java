package io.rvoip.sip.transport;

import java.net.InetSocketAddress;
import java.util.Objects;

/**
 * Where a request is to go, after resolution (RFC 3263).
 *
 * @param address resolved, port 1-65535
 */
public record Target(TransportProtocol protocol, InetSocketAddress address) {
    public Target {
        Objects.requireNonNull(protocol, "protocol");
        Addresses.requireResolved("address", address);
        if (address.getPort() == 0) {
            throw new IllegalArgumentException("address: port 0 (expected: 1-65535)");
        }
    }

    /** The same address over another transport. */
    public Target withProtocol(TransportProtocol other) {
        return new Target(other, address);
    }

    @Override
    public String toString() {
        return protocol.uriName() + ' ' + Addresses.text(address);
    }
}
