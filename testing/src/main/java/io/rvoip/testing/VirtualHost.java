package io.rvoip.testing;

import io.rvoip.common.DatagramPath;
import io.rvoip.common.Loop;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A host of a {@link VirtualNetwork}, and its binder: sockets bound here have this host's addresses. Loopback works
 * as on a real host, and the wildcard addresses do too ({@code ::} takes IPv4 as well).
 */
public final class VirtualHost implements DatagramPath.Binder, Realm.Station {
    private static final int FIRST_FREE_PORT = 49_152;
    private static final int LAST_PORT = 65_535;

    private final VirtualNetwork network;
    private final Realm realm;
    private final @Nullable VirtualNat nat;
    private List<InetAddress> addresses;
    private final Map<Integer, List<VirtualPath>> sockets = new HashMap<>();
    private final Map<VirtualHost, VirtualNetwork.Link> links = new IdentityHashMap<>();
    private int nextPort = FIRST_FREE_PORT;
    private boolean blocked;

    VirtualHost(VirtualNetwork network, Realm realm, @Nullable VirtualNat nat, List<InetAddress> addresses) {
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("addresses: none (expected: at least one)");
        }
        this.network = network;
        this.realm = realm;
        this.nat = nat;
        this.addresses = addresses;
    }

    @Override
    public List<InetAddress> addresses() {
        return addresses;
    }

    /** The first address. */
    public InetAddress address() {
        return addresses.get(0);
    }

    /** This host's first address with {@code port}. */
    public InetSocketAddress at(int port) {
        return new InetSocketAddress(address(), port);
    }

    /** The first IPv6 address with {@code port}. */
    public InetSocketAddress at6(int port) {
        return addresses.stream()
                .filter(address -> !(address instanceof Inet4Address))
                .findFirst()
                .map(address -> new InetSocketAddress(address, port))
                .orElseThrow(() -> new IllegalStateException("this host has no IPv6 address"));
    }

    /** Takes its addresses away and gives it these, as literals: another network. Sockets on the wildcard live on. */
    public void move(String... literals) {
        realm.remove(this);
        addresses = List.of(VirtualNetwork.literals(literals));
        realm.add(this);
    }

    /** Cuts the host off, as if its cable were pulled: also what is on its way to it is lost. */
    public void block() {
        blocked = true;
    }

    /** Connects it again. */
    public void unblock() {
        blocked = false;
    }

    public boolean isBlocked() {
        return blocked;
    }

    /** Sockets that are open. */
    public int openSockets() {
        return sockets.values().stream().mapToInt(List::size).sum();
    }

    @Override
    public CompletionStage<DatagramPath> bind(InetSocketAddress local, Loop loop, DatagramPath.Receiver receiver) {
        CompletableFuture<DatagramPath> bound = new CompletableFuture<>();
        try {
            VirtualPath path = open(local, loop, receiver);
            loop.execute(() -> bound.complete(path));
        } catch (BindException refused) {
            loop.execute(() -> bound.completeExceptionally(refused));
        }
        return bound;
    }

    /** Binds at once, for tests that do not care about the loop's turn. */
    public DatagramPath bindNow(InetSocketAddress local, Loop loop, DatagramPath.Receiver receiver) {
        try {
            return open(local, loop, receiver);
        } catch (BindException refused) {
            throw new IllegalStateException(refused.getMessage(), refused);
        }
    }

    private VirtualPath open(InetSocketAddress local, Loop loop, DatagramPath.Receiver receiver)
            throws BindException {
        InetAddress address = local.getAddress();
        if (!address.isAnyLocalAddress() && !owns(address)) {
            throw new BindException(local + ": not an address of this host (" + addresses + ")");
        }
        int port = local.getPort() == 0 ? freePort() : local.getPort();
        InetSocketAddress bound = new InetSocketAddress(address, port);
        List<VirtualPath> onPort = sockets.computeIfAbsent(port, key -> new ArrayList<>(1));
        if (onPort.stream().anyMatch(other -> other.conflictsWith(address))) {
            throw new BindException(bound + ": address already in use");
        }
        VirtualPath path = new VirtualPath(network, this, bound, loop, receiver);
        onPort.add(path);
        return path;
    }

    private int freePort() throws BindException {
        for (int tries = FIRST_FREE_PORT; tries <= LAST_PORT; tries++) {
            int port = nextPort;
            nextPort = port == LAST_PORT ? FIRST_FREE_PORT : port + 1;
            if (!sockets.containsKey(port)) {
                return port;
            }
        }
        throw new BindException(address() + ": no free port");
    }

    private boolean owns(InetAddress address) {
        return address.isLoopbackAddress() || addresses.contains(address);
    }

    void closed(VirtualPath path) {
        int port = path.localAddress().getPort();
        List<VirtualPath> onPort = sockets.get(port);
        if (onPort != null && onPort.remove(path) && onPort.isEmpty()) {
            sockets.remove(port);
        }
    }

    VirtualNetwork.Link linkTo(VirtualHost other) {
        return links.computeIfAbsent(other, key -> new VirtualNetwork.Link());
    }

    @Nullable VirtualPath pathAt(InetSocketAddress to) {
        for (VirtualPath path : sockets.getOrDefault(to.getPort(), List.of())) {
            if (path.hears(to.getAddress())) {
                return path;
            }
        }
        return null;
    }

    VirtualNetwork.@Nullable Route route(InetSocketAddress from, InetSocketAddress to) {
        if (nat == null || realm.has(to.getAddress())) {
            return realm.route(from, to);
        }
        return nat.outward(from, to);
    }

    @Override
    public VirtualNetwork.Route accept(InetSocketAddress from, InetSocketAddress to) {
        return new VirtualNetwork.Route(this, from, to);
    }

    @Override
    public String toString() {
        return "host" + addresses;
    }
}
