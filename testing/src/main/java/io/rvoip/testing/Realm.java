package io.rvoip.testing;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An address space: the internet, or what lies behind one NAT. */
final class Realm {
    private final Map<InetAddress, Station> stations = new HashMap<>();

    /** What can own addresses: a host or the outside of a NAT. */
    interface Station {
        List<InetAddress> addresses();

        /** Where a datagram to one of these addresses ends; null when it is not let in. */
        VirtualNetwork.@Nullable Route accept(InetSocketAddress from, InetSocketAddress to);
    }

    <T extends Station> T add(T station) {
        for (InetAddress address : station.addresses()) {
            if (stations.putIfAbsent(address, station) != null) {
                throw new IllegalArgumentException("address: " + address.getHostAddress() + " is taken");
            }
        }
        return station;
    }

    void remove(Station station) {
        stations.values().removeIf(station::equals);
    }

    boolean has(InetAddress address) {
        return stations.containsKey(address);
    }

    VirtualNetwork.@Nullable Route route(InetSocketAddress from, InetSocketAddress to) {
        Station station = stations.get(to.getAddress());
        return station == null ? null : station.accept(from, to);
    }
}
