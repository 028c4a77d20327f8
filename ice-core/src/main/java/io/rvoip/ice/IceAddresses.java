package io.rvoip.ice;

import io.rvoip.ice.server.AddressRule;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.util.List;

/**
 * Which of our addresses candidates tell. Immutable.
 *
 * <p>A socket whose address is of a family that is left out takes no part: it has no candidates of any kind, and nothing is
 * checked from it. One whose address is not told takes part all the same: what STUN servers see of it and its relays are
 * told, without the address as their base, and checks go out from it, so that a far end in the same network learns it as
 * who sent them (RFC 8445 §7.3.1.3). A description with ICE does not tell it either: its default destination is what a STUN
 * server sees, else a relay, else nowhere. One without ICE does, for it is where we are sent to.
 *
 * <p>A leg of the media engine has one socket for each component, with one address: the family of its signalling decides,
 * and it has no ICE where that is left out. An address that others are told in place of our own is of no interface.
 *
 * @param families that take part
 * @param only networks whose addresses are told as host candidates, at most 32; empty: all
 * @param without networks whose addresses are not, at most 32, stronger than {@code only}
 * @param interfaces whose addresses alone are told, of those that the networks leave, as in {@code eth0}; at most 32, and all
 *     of them where it is empty. Which addresses they have is asked of {@link IceInterfaces}
 */
public record IceAddresses(Families families, List<AddressRule> only, List<AddressRule> without, List<String> interfaces) {
    /** All that there are. */
    public static final IceAddresses ALL = new IceAddresses(Families.ALL, List.of(), List.of(), List.of());

    private static final int MOST = 32;
    private static final int LAST_PORT = 65_535;

    /** Families of addresses. */
    public enum Families {
        ALL,
        IPV4,
        IPV6;

        boolean have(boolean four) {
            return this == ALL || this == IPV4 == four;
        }
    }

    public IceAddresses {
        only = List.copyOf(only);
        without = List.copyOf(without);
        require("only", only, families);
        require("without", without, families);
        interfaces = interfaces.stream().distinct().toList();
        if (interfaces.size() > MOST || interfaces.stream().anyMatch(String::isBlank)) {
            throw unnamed(interfaces);
        }
    }

    /** Only these families. */
    public IceAddresses withFamilies(Families value) {
        return new IceAddresses(value, only, without, interfaces);
    }

    /** Tells host candidates in these networks alone. */
    public IceAddresses withOnly(AddressRule... networks) {
        return new IceAddresses(families, List.of(networks), without, interfaces);
    }

    /** Tells no host candidates in these networks. */
    public IceAddresses withWithout(AddressRule... networks) {
        return new IceAddresses(families, only, List.of(networks), interfaces);
    }

    /** Tells host candidates of these interfaces alone, 1-32 of them, as in {@code eth0}. */
    public IceAddresses withInterfaces(String... names) {
        if (names.length == 0) {
            throw unnamed(List.of());
        }
        return new IceAddresses(families, only, without, List.of(names));
    }

    private static IllegalArgumentException unnamed(List<String> names) {
        return new IllegalArgumentException("interfaces: " + names + " (expected: 1-" + MOST + " names, as in eth0)");
    }

    /**
     * Reads a network, as in {@code 10.0.0.0/8} or {@code 2001:db8::/32}, or one address.
     *
     * @throws IllegalArgumentException for anything else, names of interfaces too
     */
    public static AddressRule network(String text) {
        AddressRule read;
        try {
            read = AddressRule.parse(text);
        } catch (IllegalArgumentException unreadable) {
            throw new IllegalArgumentException("network: \"" + text
                    + "\" (expected: as in 10.0.0.0/8 or 2001:db8::1; an interface is named in interfaces)", unreadable);
        }
        requireAllPorts("network", read);
        return read;
    }

    /** Whether sockets of this address take part. */
    public boolean has(InetAddress address) {
        return families.have(address instanceof Inet4Address);
    }

    /** Whether sockets of this family take part. */
    public boolean has(ProtocolFamily family) {
        return families.have(family == StandardProtocolFamily.INET);
    }

    /**
     * Whether this address is told as a host candidate.
     *
     * @param there what the interfaces have, where there is a choice of them
     */
    public boolean tells(InetAddress address, IceInterfaces there) {
        return has(address)
                && (only.isEmpty() || only.stream().anyMatch(network -> network.covers(address)))
                && without.stream().noneMatch(network -> network.covers(address))
                && (interfaces.isEmpty() || there.have(interfaces, address));
    }

    /** Whether some networks are left out, or interfaces. */
    public boolean choosesNetworks() {
        return !only.isEmpty() || !without.isEmpty() || !interfaces.isEmpty();
    }

    private static void require(String what, List<AddressRule> networks, Families families) {
        if (networks.size() > MOST) {
            throw new IllegalArgumentException(what + ": " + networks.size() + " networks (expected: at most " + MOST + ")");
        }
        for (AddressRule one : networks) {
            requireAllPorts(what, one);
            if (!families.have(one.network() instanceof Inet4Address)) {
                throw new IllegalArgumentException(what + ": " + one + ", with families " + families + ", which leave it out (expected: a network of theirs)");
            }
        }
    }

    private static void requireAllPorts(String what, AddressRule network) {
        if (network.firstPort() != 1 || network.lastPort() != LAST_PORT) {
            throw new IllegalArgumentException(what + ": " + network + " (expected: without ports)");
        }
    }
}
