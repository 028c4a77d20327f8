package io.rvoip.builder;

import io.rvoip.ice.server.transport.TurnListener.Protocol;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * One place where STUN and TURN are served: {@code udp://127.0.0.1:3478}, {@code tls://[::1]:5349}.
 *
 * @param protocol how
 * @param host an IP address without brackets; empty means the address the security profile gives
 * @param port 0–65535, 0 picks a free one
 */
public record TurnListenUri(Protocol protocol, String host, int port) {
    /**
     * Reads {@code protocol://host:port}; without a port it is 3478, or 5349 with TLS.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static TurnListenUri parse(String text) {
        for (Protocol protocol : Protocol.values()) {
            String scheme = protocol.id() + "://";
            if (text.startsWith(scheme)) {
                HostAndPort at = HostAndPort.parse(text.substring(scheme.length()), protocol.defaultPort());
                return new TurnListenUri(protocol, at.host(), at.port());
            }
        }
        throw new IllegalArgumentException("\"" + text + "\" (expected: " + Arrays.stream(Protocol.values())
            .map(protocol -> protocol.id() + "://HOST:PORT").collect(Collectors.joining(", ")) + ")");
    }

    /** The same on {@code address} where no host was given. */
    TurnListenUri orOn(String address) {
        return host.isEmpty() ? new TurnListenUri(protocol, address, port) : this;
    }

    @Override
    public String toString() {
        return protocol.id() + "://" + new HostAndPort(host, port);
    }
}
