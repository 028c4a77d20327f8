package io.rvoip.session;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Host parts of URIs that are addresses. Never asks a name server. */
final class Hosts {
    private Hosts() {}

    /** The address a host part spells; empty for a name. */
    static Optional<InetAddress> address(String host) {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(bare);
        if (bytes == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException impossible) {
            return Optional.empty();
        }
    }

    static boolean isAddress(String host, InetAddress expected) {
        return address(host).map(expected::equals).orElse(false);
    }

    /** Whether the host is an address that only its own network can reach: RFC 1918, RFC 4193, link-local, loopback. */
    static boolean isPrivate(String host) {
        return address(host).map(Hosts::isPrivate).orElse(false);
    }

    private static boolean isPrivate(InetAddress address) {
        boolean uniqueLocal = address.getAddress().length == 16 && (address.getAddress()[0] & 0xFE) == 0xFC;
        return uniqueLocal || address.isSiteLocalAddress() || address.isLinkLocalAddress()
                || address.isLoopbackAddress() || address.isAnyLocalAddress();
    }
}
