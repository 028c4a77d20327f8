package io.rvoip.ice.server;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses a relay may send to and hear from. Immutable.
 *
 * <p>Nobody is to reach through a relay what is not on the public Internet: the relay stands inside the operator's
 * network, and whoever has an account is not. So the addresses of IANA's special-purpose registries (RFC 6890) are
 * closed, IPv6 addresses that carry an IPv4 address within (mapped, compatible, translated, NAT64, 6to4, Teredo, ISATAP)
 * whatever that address is, and what is not handed out to anybody. What an operator needs all the same is opened by name,
 * with its ports; what he closes stays closed.
 *
 * @param allow opened although special
 * @param deny closed although public, and stronger than {@code allow}: a NAT64 prefix of one's own, say
 */
public record PeerRules(List<AddressRule> allow, List<AddressRule> deny) {
    /** Public addresses only. */
    public static final PeerRules PUBLIC = new PeerRules(List.of(), List.of());

    private static final List<AddressRule> SPECIAL = Stream.of(
                    "0.0.0.0/8", // this network
                    "10.0.0.0/8", // private
                    "100.64.0.0/10", // shared, behind carriers' NATs
                    "127.0.0.0/8", // loopback
                    "169.254.0.0/16", // link-local, metadata of clouds
                    "172.16.0.0/12", // private
                    "192.0.0.0/24", // protocol assignments
                    "192.0.2.0/24", // documentation
                    "192.31.196.0/24", // AS112
                    "192.52.193.0/24", // AMT relays
                    "192.88.99.0/24", // relays of 6to4
                    "192.168.0.0/16", // private
                    "192.175.48.0/24", // AS112
                    "198.18.0.0/15", // benchmarks
                    "198.51.100.0/24", // documentation
                    "203.0.113.0/24", // documentation
                    "224.0.0.0/3", // multicast, reserved, broadcast
                    "::/3", // unspecified, loopback, mapped, compatible, translated, NAT64, discard-only, dummy
                    "2001::/23", // protocol assignments: Teredo, benchmarks, ORCHID, drone remote id
                    "2001:db8::/32", // documentation
                    "2002::/16", // 6to4
                    "2620:4f:8000::/48", // AS112
                    "3fff::/20", // documentation
                    "4000::/2", // not handed out; segment routing
                    "8000::/1") // not handed out; unique local, link-local, site-local, multicast
            .map(AddressRule::parse)
            .toList();

    /** Copies the lists. */
    public PeerRules {
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
    }

    /** Opens more. */
    public PeerRules withAllowed(AddressRule... rules) {
        List<AddressRule> more = new ArrayList<>(allow);
        more.addAll(List.of(rules));
        return new PeerRules(more, deny);
    }

    /** Closes more. */
    public PeerRules withDenied(AddressRule... rules) {
        List<AddressRule> more = new ArrayList<>(deny);
        more.addAll(List.of(rules));
        return new PeerRules(allow, more);
    }

    /** Whether any port of this address may be reached. */
    public boolean permits(InetAddress peer) {
        return !closes(peer) && (opens(peer) || !special(peer));
    }

    /** Whether this port of this address may be reached. */
    public boolean permits(InetAddress peer, int port) {
        return port > 0 && !closes(peer, port) && (opens(peer, port) || !special(peer));
    }

    /** Whether some port of this address is opened by name. */
    boolean opens(InetAddress peer) {
        return allow.stream().anyMatch(rule -> rule.covers(peer));
    }

    boolean opens(InetAddress peer, int port) {
        return allow.stream().anyMatch(rule -> rule.covers(peer, port));
    }

    /** Whether all ports of this address are closed by name. */
    boolean closes(InetAddress peer) {
        return deny.stream().anyMatch(rule -> rule.covers(peer) && rule.firstPort() == 1 && rule.lastPort() == 65_535);
    }

    boolean closes(InetAddress peer, int port) {
        return deny.stream().anyMatch(rule -> rule.covers(peer, port));
    }

    private static boolean special(InetAddress peer) {
        return SPECIAL.stream().anyMatch(rule -> rule.covers(peer)) || peer instanceof Inet6Address && isatap(peer);
    }

    /** An interface identifier made of an IPv4 address (RFC 5214 §6.1). */
    private static boolean isatap(InetAddress peer) {
        byte[] octets = peer.getAddress();
        return (octets[8] & ~2) == 0 && octets[9] == 0 && octets[10] == 0x5E && octets[11] == (byte) 0xFE;
    }
}
