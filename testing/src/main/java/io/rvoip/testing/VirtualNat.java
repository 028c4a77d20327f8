package io.rvoip.testing;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A NAT of a {@link VirtualNetwork}: hosts behind it reach each other by their own addresses and the rest through
 * one external address of each family. Mappings do not expire; {@link #rebind()} forgets them all at once.
 */
public final class VirtualNat implements Realm.Station {
    private static final int FIRST_PORT = 20_000;

    private final VirtualNetwork network;
    private final @Nullable VirtualNat carrier;
    private final Kind kind;
    private final List<InetAddress> external;
    private final Realm inside = new Realm();
    private final Map<Flow, Mapping> outward = new HashMap<>();
    private final Map<InetSocketAddress, Mapping> inward = new HashMap<>();
    private int nextPort = FIRST_PORT;

    /** What a NAT does with mappings and strangers. */
    public enum Kind {
        /** One external port for each internal socket; anyone may send to it. */
        FULL_CONE,
        /** One external port for each internal socket; only addresses it sent to may answer, from any port. */
        ADDRESS_RESTRICTED,
        /** One external port for each internal socket; only addresses and ports it sent to may answer. */
        PORT_RESTRICTED,
        /** One external port for each internal socket and far end; only that far end may answer. */
        SYMMETRIC
    }

    /** An internal socket and the far end it talks to; any far end for cones. */
    private record Flow(InetSocketAddress internal, @Nullable InetSocketAddress remote) {}

    private static final class Mapping {
        private final InetSocketAddress internal;
        private final InetSocketAddress external;
        private final Set<InetSocketAddress> sentTo = new HashSet<>();
        private final Set<InetAddress> hosts = new HashSet<>();

        Mapping(InetSocketAddress internal, InetSocketAddress external) {
            this.internal = internal;
            this.external = external;
        }
    }

    VirtualNat(VirtualNetwork network, @Nullable VirtualNat carrier, Kind kind, List<InetAddress> external) {
        this.network = network;
        this.carrier = carrier;
        this.kind = kind;
        this.external = external;
    }

    /** A host behind this NAT. Addresses may repeat behind another one. */
    public VirtualHost host(String... addresses) {
        return inside.add(new VirtualHost(network, inside, this, List.of(VirtualNetwork.literals(addresses))));
    }

    /** A NAT behind this one, as at home behind that of a carrier; its external addresses are inside of this one. */
    public VirtualNat nat(Kind inner, String... externalAddresses) {
        VirtualNat nat = new VirtualNat(network, this, inner, List.of(VirtualNetwork.literals(externalAddresses)));
        inside.add(nat);
        return nat;
    }

    /** The external addresses. */
    @Override
    public List<InetAddress> addresses() {
        return external;
    }

    /** Forgets all mappings, as after a restart: what was mapped gets new ports, old ports lead nowhere. */
    public void rebind() {
        outward.clear();
        inward.clear();
    }

    /** Mappings that exist now. */
    public int mappings() {
        return inward.size();
    }

    VirtualNetwork.@Nullable Route outward(InetSocketAddress from, InetSocketAddress to) {
        InetAddress address = externalFor(to.getAddress());
        if (address == null) {
            return null;
        }
        Mapping mapping = outward.computeIfAbsent(
                new Flow(from, kind == Kind.SYMMETRIC ? to : null), flow -> map(from, address));
        mapping.sentTo.add(to);
        mapping.hosts.add(to.getAddress());
        return carrier == null ? network.route(mapping.external, to) : carrier.route(mapping.external, to);
    }

    /** From inside to wherever. */
    private VirtualNetwork.@Nullable Route route(InetSocketAddress from, InetSocketAddress to) {
        return inside.has(to.getAddress()) ? inside.route(from, to) : outward(from, to);
    }

    private Mapping map(InetSocketAddress internal, InetAddress address) {
        Mapping mapping = new Mapping(internal, new InetSocketAddress(address, nextPort++));
        inward.put(mapping.external, mapping);
        return mapping;
    }

    private @Nullable InetAddress externalFor(InetAddress destination) {
        for (InetAddress address : external) {
            if (VirtualNetwork.sameFamily(address, destination)) {
                return address;
            }
        }
        return null;
    }

    @Override
    public VirtualNetwork.@Nullable Route accept(InetSocketAddress from, InetSocketAddress to) {
        Mapping mapping = inward.get(to);
        if (mapping == null) {
            return null;
        }
        boolean welcome = switch (kind) {
            case FULL_CONE -> true;
            case ADDRESS_RESTRICTED -> mapping.hosts.contains(from.getAddress());
            case PORT_RESTRICTED, SYMMETRIC -> mapping.sentTo.contains(from);
        };
        return welcome ? inside.route(from, mapping.internal) : null;
    }
}
