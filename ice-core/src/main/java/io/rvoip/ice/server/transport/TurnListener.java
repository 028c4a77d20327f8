package io.rvoip.ice.server.transport;

import io.rvoip.common.Expect;
import java.net.InetSocketAddress;
import java.util.Locale;

/**
 * Where clients reach the server.
 *
 * @param protocol how
 * @param address of this machine; port 0 picks a free one
 */
public record TurnListener(Protocol protocol, InetSocketAddress address) {
    /** Checks the address. */
    public TurnListener {
        Expect.inRange("port", address.getPort(), 0, 65_535);
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("address: " + address + " (expected: a numeric address)");
        }
    }

    /** How clients reach a server; relays themselves are UDP always. */
    public enum Protocol {
        UDP,
        TCP,
        /** TLS over TCP. */
        TLS;

        /** {@code udp}, {@code tcp} or {@code tls}. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** 3478, or 5349 with TLS (RFC 8656 §15). */
        public int defaultPort() {
            return this == TLS ? 5_349 : 3_478;
        }
    }
}
