package io.rvoip.ice;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Interfaces of this machine by their names, with the addresses they had when somebody last looked: whoever starts, and whoever
 * hears of another network, has to {@link #look}. All who hold the same configuration see what was found. Equal when the names
 * are. Thread-safe.
 */
public final class IceInterfaces {
    /** No choice of interfaces. */
    public static final IceInterfaces ALL = new IceInterfaces(List.of());

    private static final int MOST = 32;

    private final List<String> names;
    private volatile Set<InetAddress> addresses = Set.of();

    private IceInterfaces(List<String> names) {
        this.names = names;
    }

    /**
     * These alone.
     *
     * @param names as in {@code eth0}; 1-32, none of them blank
     */
    public static IceInterfaces named(String... names) {
        List<String> all = List.of(names).stream().distinct().toList();
        if (all.isEmpty() || all.size() > MOST || all.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("interfaces: " + all + " (expected: 1-" + MOST + " names, as in eth0)");
        }
        return new IceInterfaces(all);
    }

    /** As they were given; empty where there is no choice. */
    public List<String> names() {
        return names;
    }

    /**
     * Takes over the addresses that they have now; one that is not there has none.
     *
     * @param there the interfaces there are, as {@link #ofThisMachine} tells them
     * @return the names of those that are not there
     */
    public List<String> look(Map<String, Set<InetAddress>> there) {
        addresses = names.stream().flatMap(name -> there.getOrDefault(name, Set.of()).stream()).collect(Collectors.toUnmodifiableSet());
        return names.stream().filter(name -> !there.containsKey(name)).toList();
    }

    /** All that are up, with their addresses, in the order of their names; asks the operating system. */
    public static Map<String, Set<InetAddress>> ofThisMachine() {
        Map<String, Set<InetAddress>> all = new TreeMap<>();
        try {
            for (NetworkInterface one : NetworkInterface.networkInterfaces().toList()) {
                if (one.isUp()) {
                    all.put(one.getName(), one.inetAddresses().collect(Collectors.toUnmodifiableSet()));
                }
            }
        } catch (SocketException without) {
            return all; // what was listed until then: the rest is not there
        }
        return all;
    }

    /** Whether an address is of one of them, by the last look. */
    boolean have(InetAddress address) {
        return names.isEmpty() || addresses.contains(address);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IceInterfaces that && names.equals(that.names);
    }

    @Override
    public int hashCode() {
        return names.hashCode();
    }

    @Override
    public String toString() {
        return names.toString();
    }
}
