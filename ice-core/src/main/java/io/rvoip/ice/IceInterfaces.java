package io.rvoip.ice;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The network interfaces of this machine, with the addresses they had when somebody last looked: whoever runs sees to it that
 * somebody does, since looking may block and agents never wait. Candidates are chosen by it as they are found, so that a call
 * that begins, or searches anew, tells what is there by the last look. Thread-safe.
 */
public final class IceInterfaces {
    /** Nobody looks: for those who choose none. */
    public static final IceInterfaces NONE = new IceInterfaces(Map::of);

    private final Supplier<Map<String, Set<InetAddress>>> source;
    private volatile Map<String, Set<InetAddress>> found = Map.of();

    /**
     * Not looked at yet, so that there are none.
     *
     * @param source those that are up by their names, as {@link #ofThisMachine} tells them; may block
     */
    public IceInterfaces(Supplier<Map<String, Set<InetAddress>>> source) {
        this.source = source;
    }

    /** All that are up, with their addresses, in the order of their names; asks the operating system, which may block. */
    public static Map<String, Set<InetAddress>> ofThisMachine() {
        Map<String, Set<InetAddress>> all = new TreeMap<>();
        try {
            NetworkInterface.networkInterfaces().filter(IceInterfaces::isUp)
                    .forEach(one -> all.put(one.getName(), one.inetAddresses().collect(Collectors.toUnmodifiableSet())));
        } catch (SocketException without) {
            return Map.of(); // a machine that has none at all
        }
        return all;
    }

    private static boolean isUp(NetworkInterface one) {
        try {
            return one.isUp();
        } catch (SocketException gone) {
            return false; // since it was listed
        }
    }

    /** Takes over what there is now; as long as the source takes. */
    public void look() {
        found = Map.copyOf(source.get());
    }

    /** Those of these names that were not there, or not up. */
    public List<String> missing(List<String> names) {
        Map<String, Set<InetAddress>> now = found;
        return names.stream().filter(name -> !now.containsKey(name)).toList();
    }

    /** What those of these names had. */
    public Set<InetAddress> addresses(List<String> names) {
        Map<String, Set<InetAddress>> now = found;
        return names.stream().map(name -> now.getOrDefault(name, Set.of())).flatMap(Collection::stream).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether one of these had the address. */
    boolean have(List<String> names, InetAddress address) {
        Map<String, Set<InetAddress>> now = found;
        return names.stream().anyMatch(name -> now.getOrDefault(name, Set.of()).contains(address));
    }
}
