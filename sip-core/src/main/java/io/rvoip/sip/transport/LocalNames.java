package io.rvoip.sip.transport;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** Where we listen and what we call ourselves. Thread-safe. */
final class LocalNames {
    private static final int MAX_ISSUED = 4_096;

    private final List<ListenPoint> points = new CopyOnWriteArrayList<>();
    private final Supplier<List<Advertised>> advertised;
    private final LocalRoutes routes;
    private final Set<String> issued = new LinkedHashSet<>();

    LocalNames(List<Advertised> advertised, LocalRoutes routes) {
        this(() -> advertised, routes);
    }

    /** @param advertised asked for each message */
    LocalNames(Supplier<List<Advertised>> advertised, LocalRoutes routes) {
        this.advertised = advertised;
        this.routes = routes;
    }

    void add(ListenPoint point) {
        points.add(point);
    }

    void remove(ListenPoint point) {
        points.remove(point);
    }

    List<ListenPoint> points() {
        return List.copyOf(points);
    }

    SentBy sentBy(Flow flow) {
        SentBy name = name(flow);
        synchronized (issued) {
            if (issued.add(key(name.host(), name.port())) && issued.size() > MAX_ISSUED) {
                issued.remove(issued.iterator().next());
            }
        }
        return name;
    }

    /** Whether a Via with this sent-by was ours: the name for this flow, or one given out before. */
    boolean isOurs(String host, int port, Flow flow) {
        SentBy ours = name(flow);
        if (ours.port() == port && ours.host().equalsIgnoreCase(host)) {
            return true;
        }
        synchronized (issued) {
            return issued.contains(key(host, port));
        }
    }

    private static String key(String host, int port) {
        return host.toLowerCase(Locale.ROOT) + ':' + port;
    }

    /** The listener's address that faces {@code remote}: the one to send from, over the same protocol. */
    Optional<InetSocketAddress> listenerFor(TransportProtocol protocol, InetAddress remote) {
        List<InetSocketAddress> fitting = points.stream().filter(p -> p.protocol() == protocol)
                .map(ListenPoint::address).filter(a -> reaches(a.getAddress(), remote)).toList();
        if (fitting.size() > 1) {
            Optional<InetAddress> facing = routes.towards(remote);
            Optional<InetSocketAddress> exact = fitting.stream()
                    .filter(a -> facing.filter(a.getAddress()::equals).isPresent()).findFirst();
            if (exact.isPresent()) {
                return exact;
            }
        }
        return fitting.stream().filter(a -> a.getAddress().isAnyLocalAddress()).findFirst()
                .or(() -> fitting.stream().findFirst());
    }

    void networkChanged() {
        routes.forget();
    }

    private static boolean reaches(InetAddress local, InetAddress remote) {
        boolean dualStack = local instanceof Inet6Address && local.isAnyLocalAddress();
        return dualStack || local instanceof Inet6Address == remote instanceof Inet6Address
                && (local.isAnyLocalAddress() || !local.isLoopbackAddress() || remote.isLoopbackAddress());
    }

    private SentBy name(Flow flow) {
        InetAddress remote = flow.remote().getAddress();
        int port = listeningPort(flow, remote);
        for (Advertised other : advertised.get()) {
            if (other.fits(remote instanceof Inet6Address)) {
                return new SentBy(other.host(), other.port() == 0 ? port : other.port());
            }
        }
        InetAddress local = flow.local().getAddress();
        InetAddress host = local.isAnyLocalAddress() ? routes.towards(remote).orElse(local) : local;
        return new SentBy(Addresses.host(host), port);
    }

    /** A connection we opened has a port of its own, but the peer connects back to where we listen. */
    private int listeningPort(Flow flow, InetAddress remote) {
        if (flow.protocol() == TransportProtocol.UDP) {
            return flow.local().getPort();
        }
        return listenerFor(flow.protocol(), remote).map(InetSocketAddress::getPort).orElse(flow.local().getPort());
    }
}
