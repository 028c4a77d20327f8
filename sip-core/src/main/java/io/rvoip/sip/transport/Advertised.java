package io.rvoip.sip.transport;

import io.netty.util.NetUtil;

/**
 * The address others are told instead of the local one, when a NAT or a load balancer stands between. An IPv4 or
 * IPv6 address is used for listeners of that family, a host name for all.
 *
 * @param host a host name, an IPv4 address, or an IPv6 address with or without brackets
 * @param port 1-65535; 0 means the listener's own
 */
public record Advertised(String host, int port) {
    public Advertised {
        if (NetUtil.isValidIpV6Address(host) && !host.startsWith("[")) {
            host = '[' + host + ']';
        }
        Addresses.requireHost("advertise host", host);
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("advertise port: " + port + " (expected: 0-65535)");
        }
    }

    /** Reads {@code host}, {@code host:port}, an IPv6 address, or {@code [IPv6]:port}. */
    public static Advertised parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0 || text.endsWith("]") || NetUtil.isValidIpV6Address(text)) {
            return new Advertised(text, 0);
        }
        return new Advertised(text.substring(0, colon), port(text.substring(colon + 1)));
    }

    private static int port(String digits) {
        if (digits.isEmpty() || digits.length() > 5 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')
                || Integer.parseInt(digits) == 0) {
            throw new IllegalArgumentException("advertise port: \"" + digits + "\" (expected: 1-65535)");
        }
        return Integer.parseInt(digits);
    }

    /** Whether it stands for listeners of that family. */
    boolean fits(boolean ipv6) {
        return host.startsWith("[") ? ipv6 : !NetUtil.isValidIpV4Address(host) || !ipv6;
    }

    @Override
    public String toString() {
        return port == 0 ? host : host + ':' + port;
    }
}
