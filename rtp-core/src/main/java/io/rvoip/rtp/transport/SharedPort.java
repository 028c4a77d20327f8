package io.rvoip.rtp.transport;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.RateLimitedLog;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * One UDP port for many legs, whatever loops they live on. Whose a datagram is, is said by
 *
 * <ul>
 *   <li>the fragment in the user name of a connectivity check (RFC 8445 section 7.2.2),
 *   <li>the transaction that a STUN answer belongs to,
 *   <li>for all else its source: each has been checked by the leg it belongs to, or named in that leg's description.
 * </ul>
 *
 * What belongs to nobody is dropped and counted. A source has one leg at a time: a check that comes from another leg's
 * source is dropped, unless that leg has not been checked from there for {@value #STALE_SECONDS} seconds, in which consent
 * is asked for three times (RFC 7675). Thus nobody can take over what another hears, and a NAT can give an address to
 * somebody else. Media passes without a lock or an allocation; it changes loops over a bounded ring.
 *
 * <p>{@linkplain #withConnections Where it is wanted}, legs are reached over TCP too, on the port above; there also those
 * that have ports of their own otherwise, if they {@linkplain #connect want to}.
 *
 * <p>Thread-safe. Metrics: {@code rvoip_media_shared_port_dropped_total{reason}}, {@code rvoip_media_shared_port_legs}.
 */
public final class SharedPort implements AutoCloseable {
    static final int STALE_SECONDS = 15;
    /** What one leg can be heard from: every candidate that a browser has on a host with many addresses. */
    static final int MAX_SOURCES = 32;

    private static final long STALE = STALE_SECONDS * 1_000_000_000L;
    /** An answer that comes later is of no use to anybody. */
    private static final long TRANSACTION_LIFE = 40_000_000_000L;
    private static final int MAX_TRANSACTIONS = 65_536;
    private static final String DROPPED = "rvoip_media_shared_port_dropped_total";

    private final Loop loop;
    private final int maxLegs;
    private final Function<DatagramPath.Receiver, CompletionStage<DatagramPath>> socket;
    private final Map<Loop, Handoff> inboxes = new ConcurrentHashMap<>();
    private final Map<Loop, Handoff> outboxes = new ConcurrentHashMap<>();
    private final AtomicInteger legs = new AtomicInteger();
    private final Metrics.Counter unknownSource;
    private final Metrics.Counter unknownFragment;
    private final Metrics.Counter unknownTransaction;
    private final Metrics.Counter sourceTaken;
    private final Metrics.Counter queueFull;
    private final Metrics.Counter afterEnd;
    private final RateLimitedLog takenLog;
    private final Metrics metrics;
    private volatile @Nullable DatagramPath path;
    private @Nullable ConnectionListener listener;
    private volatile @Nullable MediaConnections connections;
    private volatile @Nullable Runnable listening;
    private final Map<Loop, Handoff> connectedInboxes = new ConcurrentHashMap<>();
    private final Map<Loop, Handoff> connectedOutboxes = new ConcurrentHashMap<>();

    // ---- on the port's loop ----
    private final Map<String, PortLease> byFragment = new HashMap<>();
    private final Map<InetSocketAddress, Source> bySource = new HashMap<>();
    private final Map<StunPeek.Transaction, Asked> asked = new LinkedHashMap<>();

    /** Who is heard from where. */
    private static final class Source {
        final PortLease lease;
        final boolean declared;
        long checkedAt;

        Source(PortLease lease, boolean declared, long checkedAt) {
            this.lease = lease;
            this.declared = declared;
            this.checkedAt = checkedAt;
        }

        boolean isStale(long now) {
            return !declared && now - checkedAt >= STALE;
        }
    }

    /** Whose question it was. */
    private record Asked(PortLease lease, long until) {}

    private SharedPort(Loop loop, int maxLegs, Metrics metrics,
            Function<DatagramPath.Receiver, CompletionStage<DatagramPath>> socket) {
        this.loop = loop;
        this.maxLegs = maxLegs;
        this.metrics = metrics;
        this.socket = socket;
        unknownSource = metrics.counter(DROPPED, "reason", "unknown-source");
        unknownFragment = metrics.counter(DROPPED, "reason", "unknown-fragment");
        unknownTransaction = metrics.counter(DROPPED, "reason", "unknown-transaction");
        sourceTaken = metrics.counter(DROPPED, "reason", "source-taken");
        queueFull = metrics.counter(DROPPED, "reason", "queue-full");
        afterEnd = metrics.counter(DROPPED, "reason", "closed");
        takenLog = new RateLimitedLog(LoggerFactory.getLogger(SharedPort.class), loop.time());
    }

    /**
     * A port of its own.
     *
     * @param local where; port 0 picks a free one
     * @param loop that it is read on, one of the media loops
     * @param maxLegs at the same time
     */
    public static SharedPort at(InetSocketAddress local, DatagramPath.Binder binder, Loop loop, int maxLegs, Metrics metrics) {
        return new SharedPort(loop, maxLegs, metrics, receiver -> binder.bind(local, loop, receiver))
                .shown(metrics, local);
    }

    /** The first port of a range that is free; the one above it stays unused. */
    public static SharedPort among(MediaPorts range, DatagramPath.Binder binder, Loop loop, int maxLegs, Metrics metrics) {
        return new SharedPort(loop, maxLegs, metrics, receiver -> range.openFirst(binder, loop, receiver))
                .shown(metrics, range.first());
    }

    private SharedPort shown(Metrics metrics, InetSocketAddress local) {
        metrics.gauge("rvoip_media_shared_port_legs", legs::get, "family", family(local));
        return this;
    }

    private static String family(InetSocketAddress local) {
        return local.getAddress().getAddress().length == 4 ? "ipv4" : "ipv6";
    }

    /**
     * Takes connections of far ends too, at the same address on the port above (RFC 6544), which is not 65536; before it is
     * opened.
     */
    public SharedPort withConnections(ConnectionListener by) {
        listener = by;
        return this;
    }

    /**
     * Binds it; legs may come once that is done.
     *
     * @return completes exceptionally with a {@link java.net.BindException} that names the address, or with {@link
     *     PortsExhaustedException}
     */
    public CompletionStage<Void> open() {
        return socket.apply(this::received).thenCompose(bound -> {
            ConnectionListener by = listener;
            if (by == null) {
                path = bound;
                return CompletableFuture.completedStage(null);
            }
            MediaConnections made = new MediaConnections(loop, byFragment::get, family(bound.localAddress()), metrics);
            return by.listen(above(bound.localAddress()), loop, made).handle((open, failure) -> {
                if (failure != null) {
                    bound.close();
                    throw failure instanceof CompletionException wrapped ? wrapped : new CompletionException(failure);
                }
                listening = open;
                connections = made;
                path = bound;
                return null;
            });
        });
    }

    private static InetSocketAddress above(InetSocketAddress port) {
        return new InetSocketAddress(port.getAddress(), port.getPort() + 1);
    }

    /** Where connections are taken; empty where they are not. */
    public Optional<InetSocketAddress> connectionsAddress() {
        return connections == null ? Optional.empty() : Optional.of(above(localAddress()));
    }

    /** Whether it is bound. */
    public boolean isOpen() {
        return path != null;
    }

    /** The bound address, with the real port. */
    public InetSocketAddress localAddress() {
        DatagramPath bound = path;
        if (bound == null) {
            throw new IllegalStateException("the shared port is not open");
        }
        return bound.localAddress();
    }

    /** Legs that have a part of it now. */
    public int legs() {
        return legs.get();
    }

    /**
     * A part of it for a leg; closed with the socket that is returned. RTP and RTCP share it (RFC 5761).
     *
     * @param legLoop that {@code handler} and the socket are used on
     * @throws IllegalStateException when it is not open, or has as many legs as it may
     */
    public MediaSocket lease(Loop legLoop, MediaHandler handler) {
        MediaSocket leg = new MediaSocket(legLoop, handler);
        leg.leased(part(leg, true));
        return leg;
    }

    /**
     * Lets far ends connect to a leg that has ports of its own; given back with them. Does nothing where connections are not
     * taken.
     *
     * @throws IllegalStateException when there are as many legs as there may be
     */
    public void connect(MediaSocket own) {
        if (connections != null) {
            own.connectable(part(own, false));
        }
    }

    private PortLease part(MediaSocket leg, boolean datagrams) {
        localAddress();
        if (legs.incrementAndGet() > maxLegs) {
            legs.decrementAndGet();
            throw new IllegalStateException("shared port: " + maxLegs + " legs already (expected: at most that)");
        }
        Loop legLoop = leg.loop();
        PortLease lease = new PortLease(this, legLoop, leg, datagrams, inboxes.computeIfAbsent(legLoop, to -> new Handoff(to, PortLease::received)),
                outboxes.computeIfAbsent(legLoop, from -> new Handoff(loop, this::transmit)));
        if (connections != null) {
            lease.connectable(connectedInboxes.computeIfAbsent(legLoop, to -> new Handoff(to, PortLease::receivedConnected)),
                    connectedOutboxes.computeIfAbsent(legLoop, from -> new Handoff(loop, this::transmitConnected)));
        }
        return lease;
    }

    /** Closes the port; legs hear nothing any more. */
    @Override
    public void close() {
        DatagramPath bound = path;
        if (bound != null) {
            bound.close();
        }
        Runnable open = listening;
        MediaConnections made = connections;
        if (open == null || made == null) {
            return;
        }
        try {
            open.run();
            onLoop(made::close);
        } catch (RejectedExecutionException ended) {
            // nothing is received any more
        }
    }

    boolean inLoop() {
        return loop.inLoop();
    }

    void onLoop(Runnable task) {
        if (loop.inLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    /** A datagram that found no room, or no leg. */
    void lost(boolean late) {
        (late ? afterEnd : queueFull).increment();
    }

    void closed(PortLease lease) {
        legs.decrementAndGet();
        try {
            onLoop(() -> {
                lease.fragments.forEach(fragment -> byFragment.remove(fragment, lease));
                lease.sources.forEach(bySource::remove);
                lease.fragments.clear();
                lease.sources.clear();
                disconnect(lease);
            });
        } catch (RejectedExecutionException ended) {
            // nothing is received any more
        }
    }

    CompletionStage<Boolean> declared(PortLease lease, Set<InetSocketAddress> all) {
        CompletableFuture<Boolean> had = new CompletableFuture<>();
        onLoop(() -> {
            for (InetSocketAddress before : List.copyOf(lease.sources)) {
                if (bySource.get(before).declared && !all.contains(before)) {
                    forgotten(lease, before);
                }
            }
            boolean every = true;
            for (InetSocketAddress source : all) {
                every &= take(lease, source, true);
            }
            had.complete(every);
        });
        return had;
    }

    // ---- on the port's loop ----

    void name(PortLease lease, String fragment) {
        if (lease.isClosed()) {
            return;
        }
        lease.connectable = true;
        byFragment.putIfAbsent(fragment, lease); // of two that are the same by chance, one finds no way and ends
        String gone = lease.renamed(fragment);
        if (gone != null) {
            byFragment.remove(gone, lease);
        }
    }

    /** Its connections end; there will be others when it is {@linkplain #name named} again. */
    void disconnect(PortLease lease) {
        lease.connectable = false;
        MediaConnections made = connections;
        if (made != null) {
            made.endAll(lease);
        }
    }

    /** Nothing that comes from there is the leg's any more, whatever it comes over. */
    void left(PortLease lease, InetSocketAddress source) {
        forgotten(lease, source);
        MediaConnections made = connections;
        if (made != null) {
            made.end(lease, source);
        }
    }

    void transmitConnected(PortLease lease, ByteBuf packet, InetSocketAddress to) {
        MediaConnections made = connections;
        if (made == null) {
            packet.release();
        } else {
            made.transmit(lease, packet, to);
        }
    }

    void checked(PortLease lease, InetSocketAddress source) {
        take(lease, source, false);
    }

    private boolean take(PortLease lease, InetSocketAddress source, boolean declared) {
        long now = loop.now();
        Source known = bySource.get(source);
        if (lease.isClosed()) {
            return false;
        }
        if (known != null && known.lease != lease) {
            if (!known.isStale(now)) {
                taken(source);
                return false;
            }
            known.lease.sources.remove(source);
        }
        if (lease.sources.size() == MAX_SOURCES && !lease.sources.contains(source)) {
            forgotten(lease, oldest(lease.sources));
        }
        lease.sources.add(source);
        bySource.put(source, new Source(lease, declared, now));
        return true;
    }

    private InetSocketAddress oldest(Iterable<InetSocketAddress> of) {
        Iterator<InetSocketAddress> all = of.iterator();
        InetSocketAddress oldest = all.next();
        while (all.hasNext()) {
            InetSocketAddress other = all.next();
            if (bySource.get(other).checkedAt - bySource.get(oldest).checkedAt < 0) {
                oldest = other;
            }
        }
        return oldest;
    }

    void forgotten(PortLease lease, InetSocketAddress source) {
        if (lease.sources.remove(source)) {
            bySource.remove(source);
        }
    }

    boolean transmit(PortLease lease, ByteBuf datagram, InetSocketAddress to) {
        DatagramPath bound = path;
        if (bound == null) {
            datagram.release();
            return false;
        }
        if (PacketClass.of(datagram) == PacketClass.STUN && StunPeek.kind(datagram) == StunPeek.Kind.REQUEST) {
            remember(StunPeek.transaction(datagram), lease);
        }
        return bound.send(datagram, to);
    }

    /** Repeated ones count from their last time. */
    private void remember(StunPeek.Transaction transaction, PortLease lease) {
        long now = loop.now();
        asked.remove(transaction);
        Iterator<Asked> eldest = asked.values().iterator();
        while (eldest.hasNext()) {
            Asked one = eldest.next();
            if (one.until() - now >= 0 && asked.size() < MAX_TRANSACTIONS) {
                break;
            }
            eldest.remove();
        }
        asked.put(transaction, new Asked(lease, now + TRANSACTION_LIFE));
    }

    private void received(DatagramPath from, ByteBuf datagram, InetSocketAddress sender) {
        PortLease lease = PacketClass.of(datagram) == PacketClass.STUN ? ofStun(datagram, sender) : ofSource(sender);
        if (lease == null) {
            datagram.release();
        } else {
            lease.deliver(datagram, sender);
        }
    }

    private @Nullable PortLease ofSource(InetSocketAddress sender) {
        Source known = bySource.get(sender);
        if (known == null) {
            unknownSource.increment();
            return null;
        }
        return known.lease;
    }

    private @Nullable PortLease ofStun(ByteBuf datagram, InetSocketAddress sender) {
        switch (StunPeek.kind(datagram)) {
            case REQUEST -> {
                String fragment = StunPeek.fragment(datagram);
                if (fragment == null) {
                    return ofSource(sender); // somebody keeps his NAT open
                }
                PortLease named = byFragment.get(fragment);
                return named == null || !named.datagrams ? dropped(unknownFragment) : free(named, sender);
            }
            case ANSWER -> {
                Asked question = asked.remove(StunPeek.transaction(datagram));
                return question == null ? dropped(unknownTransaction) : free(question.lease(), sender);
            }
            default -> {
                return ofSource(sender);
            }
        }
    }

    private static @Nullable PortLease dropped(Metrics.Counter reason) {
        reason.increment();
        return null;
    }

    /** The leg, unless the source is another's. */
    private @Nullable PortLease free(PortLease lease, InetSocketAddress sender) {
        Source known = bySource.get(sender);
        long now = loop.now();
        if (known != null && known.lease == lease) {
            known.checkedAt = now;
        } else if (known != null && !known.isStale(now)) {
            taken(sender);
            return null;
        }
        return lease;
    }

    private void taken(InetSocketAddress source) {
        sourceTaken.increment();
        takenLog.warn("Two legs of one port are sent to from {}: the second is not heard from there", source);
    }
}
