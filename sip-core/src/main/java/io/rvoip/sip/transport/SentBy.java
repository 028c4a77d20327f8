package io.rvoip.sip.transport;

import java.net.InetSocketAddress;

/**
 * The host and port by which others reach us, as written in Via and Contact (RFC 3261 §18.1.1).
 *
 * @param host a host name, an IPv4 address, or an IPv6 address in brackets
 * @param port 1-65535
 */
public record SentBy(String host, int port) {
    public SentBy {
        Addresses.requireHost("host", host);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1-65535)");
        }
    }

    /** The address itself, in brackets when it is IPv6. */
    public static SentBy of(InetSocketAddress address) {
        Addresses.requireResolved("address", address);
        return new SentBy(Addresses.host(address.getAddress()), address.getPort());
    }

    @Override
    public String toString() {
        return host + ':' + port;
    }
}
