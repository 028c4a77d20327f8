package io.rvoip.sip.transport;

import java.net.InetSocketAddress;
import java.util.Objects;

/**
 * Where a request is to go, after resolution (RFC 3263).
 *
 * @param address resolved, port 1-65535
 * @param name the domain that was resolved, as it was before any look-up, or the address that was written in its
 *     place: over TLS the far end has to prove it (RFC 5922 §7.3); IPv6 without brackets
 */
public record Target(TransportProtocol protocol, InetSocketAddress address, String name) {
    public Target {
        Objects.requireNonNull(protocol, "protocol");
        Addresses.requireResolved("address", address);
        if (address.getPort() == 0) {
            throw new IllegalArgumentException("address: port 0 (expected: 1-65535)");
        }
        boolean bracketed = name.startsWith("[") && name.endsWith("]");
        name = bracketed ? name.substring(1, name.length() - 1) : name;
        if (name.isBlank()) {
            throw new IllegalArgumentException("name: empty (expected: a domain or an address)");
        }
    }

    /** An address that nothing was resolved for: it is its own name. */
    public Target(TransportProtocol protocol, InetSocketAddress address) {
        this(protocol, address, literal(address));
    }

    private static String literal(InetSocketAddress address) {
        Addresses.requireResolved("address", address);
        return Addresses.host(address.getAddress());
    }

    /** The same address over another transport. */
    public Target withProtocol(TransportProtocol other) {
        return new Target(other, address, name);
    }

    @Override
    public String toString() {
        return protocol.uriName() + ' ' + Addresses.text(address);
    }
}
