package io.rvoip.ice;

import io.netty.util.NetUtil;
import io.rvoip.ice.turn.TurnServer.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a STUN or TURN server is (RFC 7064, RFC 7065). Immutable.
 *
 * @param scheme what it is for
 * @param host a name, or an address without brackets
 * @param port 1-65535; 0: that of the service, or what name servers say
 * @param transport UDP for {@code stun:}, TLS for {@code turns:}
 * @param named whether the URI says the transport; where it does not, name servers may say another one (RFC 5928)
 */
public record IceUri(Scheme scheme, String host, int port, Transport transport, boolean named) {
    private static final Pattern FORM = Pattern.compile(
            "(stun|turn|turns):(\\[[0-9a-f:.]+]|[0-9a-z._-]+)(?::([0-9]{1,5}))?(?:\\?transport=(udp|tcp))?");

    /** What a server is for. */
    public enum Scheme {
        /** Tells our public address. */
        STUN(3_478),
        /** Relays. */
        TURN(3_478),
        /** Relays, reached over TLS. */
        TURNS(5_349);

        private final int port;

        Scheme(int port) {
            this.port = port;
        }

        /** Where such servers are unless something else is said. */
        public int defaultPort() {
            return port;
        }
    }

    public IceUri {
        boolean fits = switch (scheme) {
            case STUN -> transport == Transport.UDP;
            case TURN -> transport != Transport.TLS;
            case TURNS -> transport == Transport.TLS;
        };
        if (!fits) {
            throw new IllegalArgumentException("transport: " + transport + " with " + scheme);
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1-65535)");
        }
    }

    /**
     * Reads {@code stun:HOST}, {@code turn:HOST:PORT?transport=tcp}, {@code turns:HOST}; over UDP where a {@code turn:} does
     * not say.
     *
     * @throws IllegalArgumentException for anything else: {@code stuns:} would tell the address of a connection, which no
     *     candidate has, as is said there; and DTLS to relays is not built
     */
    public static IceUri parse(String text) {
        Matcher read = FORM.matcher(text.toLowerCase(Locale.ROOT));
        if (text.regionMatches(true, 0, "stuns:", 0, 6)) {
            throw new IllegalArgumentException("\"" + text + "\" (expected: stun:, over UDP: what is asked over TLS is told the "
                    + "address of its connection, which media does not use)");
        }
        if (read.matches()) {
            Scheme scheme = Scheme.valueOf(read.group(1).toUpperCase(Locale.ROOT));
            String host = read.group(2).startsWith("[") ? read.group(2).substring(1, read.group(2).length() - 1) : read.group(2);
            boolean literal = host.indexOf(':') < 0 || NetUtil.isValidIpV6Address(host);
            int port = read.group(3) == null ? 0 : Integer.parseInt(read.group(3));
            String asked = read.group(4);
            boolean usual = asked == null || scheme == Scheme.TURN || scheme == Scheme.TURNS && asked.equals("tcp");
            if (literal && usual && (port > 0 || read.group(3) == null) && port <= 65_535) {
                return new IceUri(scheme, host, port, scheme == Scheme.TURNS ? Transport.TLS
                        : "tcp".equals(asked) ? Transport.TCP : Transport.UDP, asked != null);
            }
        }
        throw new IllegalArgumentException("\"" + text
                + "\" (expected: stun:HOST:PORT, turn:HOST:PORT, turn:HOST:PORT?transport=tcp or turns:HOST:PORT)");
    }

    /** Whether the transport, and the port, are left to name servers. */
    public boolean leavesTransport() {
        return relays() && !named && port == 0;
    }

    /** Whether it relays. */
    public boolean relays() {
        return scheme != Scheme.STUN;
    }

    /** The port to use where name servers say nothing. */
    public int usualPort() {
        return port == 0 ? scheme.defaultPort() : port;
    }

    /** Where it is, if that can be told without asking anybody. */
    public Optional<InetSocketAddress> address() {
        InetAddress literal = NetUtil.createInetAddressFromIpAddressString(host);
        return Optional.ofNullable(literal).map(address -> new InetSocketAddress(address, usualPort()));
    }

    @Override
    public String toString() {
        String place = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return scheme.name().toLowerCase(Locale.ROOT) + ":" + place + (port == 0 ? "" : ":" + port)
                + (named ? "?transport=" + (transport == Transport.UDP ? "udp" : "tcp") : "");
    }
}
