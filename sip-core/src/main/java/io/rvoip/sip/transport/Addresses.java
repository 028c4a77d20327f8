package io.rvoip.sip.transport;

import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;

/** Addresses as SIP writes them: no scope, IPv6 in brackets, IPv4-mapped addresses as IPv4. */
final class Addresses {
    private static final int MAX_HOST = 255;

    private Addresses() { }

    static void requireResolved(String field, InetSocketAddress address) {
        Objects.requireNonNull(address, field);
        if (address.isUnresolved()) {
            throw new IllegalArgumentException(
                    field + ": " + address.getHostString() + " (expected: a resolved address)");
        }
    }

    static void requireHost(String field, String host) {
        if (!isHost(host)) {
            throw new IllegalArgumentException(
                    field + ": \"" + host + "\" (expected: a host name, an IPv4 address or [IPv6])");
        }
    }

    private static boolean isHost(String host) {
        if (host.isEmpty() || host.length() > MAX_HOST) {
            return false;
        }
        if (host.startsWith("[")) {
            return host.endsWith("]") && NetUtil.isValidIpV6Address(host.substring(1, host.length() - 1));
        }
        return host.chars().allMatch(c -> c == '.' || c == '-' || c == '_' || c < 128 && Character.isLetterOrDigit(c));
    }

    /** As in a SIP URI: {@code 192.0.2.1} or {@code [2001:db8::1]}. */
    static String host(InetAddress address) {
        return address instanceof Inet6Address v6 ? '[' + NetUtil.toAddressString(v6) + ']' : address.getHostAddress();
    }

    static String text(InetSocketAddress address) {
        return host(address.getAddress()) + ':' + address.getPort();
    }

    /** Whether an answer to this address would reach more than one host, or none: never send there. */
    static boolean isUnanswerable(InetAddress address) {
        return address.isMulticastAddress() || address.isAnyLocalAddress() || isBroadcast(address);
    }

    private static boolean isBroadcast(InetAddress address) {
        return address instanceof Inet4Address && address.hashCode() == 0xFFFFFFFF;
    }
}
