package io.rvoip.ice.server;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * Where relays are.
 *
 * @param local an address of this machine
 * @param advertised as others see it, of the same family: behind a NAT that maps ports one to one it differs
 * @param inside where what is sent to the advertised address goes at once: routers rarely turn it around
 */
public record RelayAddress(InetAddress local, InetAddress advertised, InetAddress inside) {
    /** Checks the families. */
    public RelayAddress {
        requireFamily("advertised", advertised, local);
        requireFamily("inside", inside, local);
        if (advertised.isAnyLocalAddress()) {
            throw new IllegalArgumentException("advertised: " + advertised.getHostAddress() + " (expected: one that can be reached)");
        }
    }

    /** What is sent to the advertised address goes to this machine. */
    public RelayAddress(InetAddress local, InetAddress advertised) {
        this(local, advertised, reachable(local));
    }

    /** The same place, which others see elsewhere. */
    public RelayAddress withAdvertised(InetAddress seen) {
        return new RelayAddress(local, seen, inside);
    }

    /** With another machine, or address of this one, behind the advertised address. */
    public RelayAddress withInside(InetAddress host) {
        return new RelayAddress(local, advertised, reachable(host));
    }

    private static InetAddress reachable(InetAddress host) {
        InetAddress loopback = NetUtil.createInetAddressFromIpAddressString(host instanceof Inet6Address ? "::1" : "127.0.0.1");
        return host.isAnyLocalAddress() ? loopback : host;
    }

    private static void requireFamily(String what, InetAddress address, InetAddress local) {
        if (local.getAddress().length != address.getAddress().length) {
            throw new IllegalArgumentException(what + ": " + address.getHostAddress() + " (expected: of the family of "
                    + local.getHostAddress() + ")");
        }
    }

    /** Seen by others as it is. */
    public static RelayAddress of(InetAddress local) {
        return new RelayAddress(local, local);
    }

    boolean isOfFamily(InetAddress host) {
        return local.getAddress().length == host.getAddress().length;
    }

    int family() {
        return local instanceof Inet6Address ? RelaySettings.IPV6 : RelaySettings.IPV4;
    }
}
