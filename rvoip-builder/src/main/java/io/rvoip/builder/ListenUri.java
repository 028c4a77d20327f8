package io.rvoip.builder;

import io.rvoip.sip.transport.TransportProtocol;
import java.util.Locale;

/**
 * One place to listen for SIP: {@code udp://127.0.0.1:5060}, {@code tcp://[::1]:5060}.
 *
 * @param protocol the transport
 * @param host an IP address without brackets; empty means the address the security profile gives
 * @param port 0–65535, 0 picks a free one
 */
public record ListenUri(TransportProtocol protocol, String host, int port) {
    private static final int HIGHEST_PORT = 65_535;

    /** Checks the port. */
    public ListenUri {
        if (port < 0 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0-65535)");
        }
    }

    /** On the address the profile gives. */
    public static ListenUri of(TransportProtocol protocol, int port) {
        return new ListenUri(protocol, "", port);
    }

    /**
     * Reads {@code protocol://host:port}; without a port it is the protocol's default.
     *
     * @throws IllegalArgumentException for anything else, saying what was expected
     */
    public static ListenUri parse(String text) {
        int scheme = text.indexOf("://");
        TransportProtocol protocol = scheme < 0 ? null : TransportProtocol.of(text.substring(0, scheme)).orElse(null);
        if (protocol == null) {
            throw new IllegalArgumentException("\"" + text + "\" (expected: udp://HOST:PORT, tcp://, tls://, ws:// or wss://)");
        }
        HostAndPort at = HostAndPort.parse(text.substring(scheme + 3), protocol.defaultPort());
        return new ListenUri(protocol, at.host(), at.port());
    }

    /** The same on {@code address} where no host was given. */
    ListenUri orOn(String address) {
        return host.isEmpty() ? new ListenUri(protocol, address, port) : this;
    }

    @Override
    public String toString() {
        return protocol.name().toLowerCase(Locale.ROOT) + "://" + new HostAndPort(host, port);
    }
}
