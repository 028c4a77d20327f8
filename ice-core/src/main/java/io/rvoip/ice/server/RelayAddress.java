package io.rvoip.ice.server;

import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * Where relays are.
 *
 * @param local an address of this machine
 * @param advertised as others see it, of the same family: behind a NAT that maps ports one to one it differs
 */
public record RelayAddress(InetAddress local, InetAddress advertised) {
    /** Checks the families. */
    public RelayAddress {
        if (local.getAddress().length != advertised.getAddress().length) {
            throw new IllegalArgumentException("advertised: " + advertised.getHostAddress() + " (expected: of the family of "
                    + local.getHostAddress() + ")");
        }
        if (advertised.isAnyLocalAddress()) {
            throw new IllegalArgumentException("advertised: " + advertised.getHostAddress() + " (expected: one that can be reached)");
        }
    }

    /** Seen by others as it is. */
    public static RelayAddress of(InetAddress local) {
        return new RelayAddress(local, local);
    }

    int family() {
        return local instanceof Inet6Address ? RelaySettings.IPV6 : RelaySettings.IPV4;
    }
}
