package io.rvoip.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.NetUtil;
import io.rvoip.common.DatagramPath;
import io.rvoip.testing.CapturedDatagram.Fate;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hosts that send each other datagrams in virtual time, over IPv4 and IPv6, with impairments drawn from a seed.
 *
 * <p>A datagram is copied when it is sent and arrives on the receiver's loop later, never inside the call that sent
 * it, even without delay. Everything happens on the thread of the {@link ManualTime}.
 */
public final class VirtualNetwork {
    /** The most a UDP datagram can carry over IPv4, bytes. */
    public static final int MAX_PAYLOAD = 65_507;

    /** Free space behind a received datagram, as production buffers have it. */
    private static final int TAIL_ROOM = 64;

    private final ManualTime time;
    private final SeededIds chance;
    private final Realm internet = new Realm();
    private final List<Consumer<CapturedDatagram>> taps = new ArrayList<>();
    private LinkConditions conditions = LinkConditions.PERFECT;
    private int mtu = MAX_PAYLOAD;
    private int hosts;
    private long sent;
    private long delivered;
    private long lost;
    private long duplicated;
    private long reordered;
    private long blocked;
    private long tooBig;
    private long unreachable;
    private long inFlight;

    public VirtualNetwork(ManualTime time, long seed) {
        this.time = time;
        this.chance = new SeededIds(seed);
    }

    /** A host with an IPv4 and an IPv6 address of the network's choice. */
    public VirtualHost host() {
        int number = ++hosts;
        return host("10." + (number >> 16) + "." + (number >> 8 & 255) + "." + (number & 255),
                "fd00::" + Integer.toHexString(number >>> 16) + ":" + Integer.toHexString(number & 0xFFFF));
    }

    /** A host with these IP addresses, written as literals. */
    public VirtualHost host(String... addresses) {
        return host(literals(addresses));
    }

    /** A host with these addresses. */
    public VirtualHost host(InetAddress... addresses) {
        return internet.add(new VirtualHost(this, internet, null, List.of(addresses)));
    }

    /** A new host, for callers that need a binder only. */
    public DatagramPath.Binder binder() {
        return host();
    }

    /** A NAT with these external addresses, at most one of each family; put hosts behind it. */
    public VirtualNat nat(VirtualNat.Kind kind, String... externalAddresses) {
        VirtualNat nat = new VirtualNat(this, null, kind, List.of(literals(externalAddresses)));
        internet.add(nat);
        return nat;
    }

    /** Chance of loss on every link without conditions of its own. */
    public VirtualNetwork withLoss(double loss) {
        return withConditions(conditions.withLoss(loss));
    }

    /** Delay range of every link without conditions of its own. */
    public VirtualNetwork withDelay(Duration min, Duration max) {
        return withConditions(conditions.withDelay(min, max));
    }

    /** Chance of duplication on every link without conditions of its own. */
    public VirtualNetwork withDuplication(double duplication) {
        return withConditions(conditions.withDuplication(duplication));
    }

    /** Chance of reordering on every link without conditions of its own. */
    public VirtualNetwork withReordering(double reordering) {
        return withConditions(conditions.withReordering(reordering));
    }

    /** The conditions of every link without conditions of its own. May change at any time. */
    public VirtualNetwork withConditions(LinkConditions conditions) {
        this.conditions = conditions;
        return this;
    }

    /** The largest payload in bytes that gets through, 1 to {@link #MAX_PAYLOAD}; larger ones fail to be sent. */
    public VirtualNetwork withMtu(int payloadBytes) {
        if (payloadBytes < 1 || payloadBytes > MAX_PAYLOAD) {
            throw new IllegalArgumentException("mtu: " + payloadBytes + " (expected: 1-" + MAX_PAYLOAD + ")");
        }
        mtu = payloadBytes;
        return this;
    }

    /** Conditions of one direction between two hosts. */
    public VirtualNetwork link(VirtualHost from, VirtualHost to, LinkConditions conditions) {
        from.linkTo(to).own = conditions;
        return this;
    }

    /** Sees every datagram at the moment it is sent, also those that are dropped. */
    public void tap(Consumer<CapturedDatagram> tap) {
        taps.add(tap);
    }

    /** A list that every datagram sent from now on is added to. */
    public List<CapturedDatagram> capture() {
        List<CapturedDatagram> captured = new ArrayList<>();
        tap(captured::add);
        return captured;
    }

    public NetworkStats stats() {
        return new NetworkStats(
                sent, delivered, lost, duplicated, reordered, blocked, tooBig, unreachable, inFlight);
    }

    /** Takes {@code datagram} over. */
    boolean send(VirtualPath path, ByteBuf datagram, InetSocketAddress to) {
        byte[] bytes = ByteBufUtil.getBytes(datagram);
        datagram.release();
        sent++;
        VirtualHost host = path.host();
        InetAddress source = path.sourceFor(to.getAddress());
        if (source == null) {
            drop(path.localAddress(), to, bytes, Fate.NO_ROUTE);
            return false;
        }
        InetSocketAddress from = new InetSocketAddress(source, path.localAddress().getPort());
        if (bytes.length > mtu) {
            drop(from, to, bytes, Fate.TOO_BIG);
            return false;
        }
        Route route = to.getAddress().isLoopbackAddress() ? new Route(host, from, to) : host.route(from, to);
        if (route == null) {
            drop(from, to, bytes, Fate.NO_ROUTE);
        } else if (host.isBlocked() || route.host().isBlocked()) {
            drop(route.from(), to, bytes, Fate.BLOCKED);
        } else {
            carry(route, host.linkTo(route.host()), to, bytes);
        }
        return true;
    }

    @Nullable Route route(InetSocketAddress from, InetSocketAddress to) {
        return internet.route(from, to);
    }

    private void carry(Route route, Link link, InetSocketAddress to, byte[] bytes) {
        LinkConditions rule = link.own == null ? conditions : link.own;
        if (happens(rule.loss())) {
            drop(route.from(), to, bytes, Fate.LOST);
            return;
        }
        boolean twice = happens(rule.duplication());
        show(route.from(), to, bytes, twice ? Fate.DUPLICATED : Fate.SENT);
        plan(route, arrival(link, rule), bytes);
        if (twice) {
            duplicated++;
            plan(route, arrival(link, rule), bytes);
        }
    }

    private long arrival(Link link, LinkConditions rule) {
        long min = rule.minDelay().toNanos();
        long spread = rule.maxDelay().toNanos() - min;
        if (happens(rule.reordering())) {
            reordered++;
            return time.nanoTime() + min + spread
                    + (long) (LinkConditions.HELD_BACK.toNanos() * (0.1 + 0.9 * chance.nextDouble()));
        }
        long delay = spread == 0 ? min : min + (long) (spread * chance.nextDouble());
        link.lastArrival = Math.max(link.lastArrival, time.nanoTime() + delay);
        return link.lastArrival;
    }

    private void plan(Route route, long at, byte[] bytes) {
        VirtualPath path = route.host().pathAt(route.to());
        if (path == null) {
            unreachable++;
            return;
        }
        inFlight++;
        time.schedule(at, path.loop(), () -> {
            inFlight--;
            if (path.isClosed() || route.host().isBlocked()) {
                unreachable++;
                return;
            }
            delivered++;
            ByteBuf copy = Unpooled.buffer(bytes.length + TAIL_ROOM).writeBytes(bytes);
            path.deliver(copy, route.from());
        });
    }

    private boolean happens(double probability) {
        return probability > 0 && chance.nextDouble() < probability;
    }

    private void drop(InetSocketAddress from, InetSocketAddress to, byte[] bytes, Fate fate) {
        switch (fate) {
            case LOST -> lost++;
            case BLOCKED -> blocked++;
            case TOO_BIG -> tooBig++;
            case NO_ROUTE -> unreachable++;
            case SENT, DUPLICATED -> throw new IllegalArgumentException("fate: " + fate + " is not a drop");
        }
        show(from, to, bytes, fate);
    }

    private void show(InetSocketAddress from, InetSocketAddress to, byte[] bytes, Fate fate) {
        if (taps.isEmpty()) {
            return;
        }
        CapturedDatagram seen = new CapturedDatagram(time.nanoTime(), from, to, bytes, fate);
        for (Consumer<CapturedDatagram> tap : taps) {
            tap.accept(seen);
        }
    }

    static InetAddress[] literals(String... addresses) {
        InetAddress[] parsed = new InetAddress[addresses.length];
        for (int i = 0; i < addresses.length; i++) {
            InetAddress address = NetUtil.createInetAddressFromIpAddressString(addresses[i]);
            if (address == null) {
                throw new IllegalArgumentException("address: " + addresses[i] + " (expected: an IP address)");
            }
            parsed[i] = address;
        }
        return parsed;
    }

    static boolean sameFamily(InetAddress one, InetAddress other) {
        return one instanceof Inet4Address == other instanceof Inet4Address;
    }

    /** Where a datagram goes and whom it seems to come from. */
    record Route(VirtualHost host, InetSocketAddress from, InetSocketAddress to) {}

    /** One direction between two hosts. */
    static final class Link {
        private @Nullable LinkConditions own;
        private long lastArrival = Long.MIN_VALUE;
    }
}
