package io.rvoip.media;

import io.netty.buffer.ByteBufAllocator;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.ice.IceAgent;
import io.rvoip.ice.IceAgents;
import io.rvoip.ice.IceConfig;
import io.rvoip.ice.IceEngine;
import io.rvoip.ice.IceEvents;
import io.rvoip.ice.IceInterfaces;
import io.rvoip.ice.turn.TurnConnection;
import io.rvoip.media.internal.LoopContext;
import io.rvoip.media.internal.StunDesk;
import io.rvoip.media.internal.Tally;
import io.rvoip.rtp.NtpClock;
import io.rvoip.rtp.RtpCounters;
import io.rvoip.rtp.dtls.DtlsEngine;
import io.rvoip.rtp.srtp.SrtpEngine;
import io.rvoip.rtp.transport.ConnectionOpener;
import io.rvoip.rtp.transport.MediaPorts;
import io.rvoip.rtp.transport.OutgoingConnections;
import io.rvoip.rtp.transport.MediaSocket;
import io.rvoip.rtp.transport.SharedPort;
import io.rvoip.rtp.zrtp.ZrtpEngine;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Opens the media of call legs on its loops and ports, within its limits, and counts what is open. Loops and ports
 * are the caller's, who closes them after the engine. Thread-safe.
 */
public final class MediaEngine implements AutoCloseable {
    private final List<Home> homes = new ArrayList<>();
    private final Map<ProtocolFamily, MediaPorts> ports;
    private final Map<ProtocolFamily, SharedPort> sharedPorts;
    private final MediaLimits limits;
    private final Capabilities capabilities;
    private final @Nullable DtlsEngine dtls;
    private final boolean zrtp;
    private final IceInterfaces interfaces;
    private final Tally tally = new Tally();
    private final VideoPortDesk videoPorts;
    private final Set<MediaSession> sessions = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private MediaEngine(Builder builder) {
        this.ports = Map.copyOf(builder.ports);
        this.sharedPorts = Map.copyOf(builder.sharedPorts);
        this.limits = builder.limits;
        this.videoPorts = new VideoPortDesk(ports, builder.videoSockets, limits.maxVideo(), builder.metrics);
        this.capabilities = builder.capabilities;
        this.dtls = builder.dtls;
        this.zrtp = builder.zrtp != null;
        this.interfaces = builder.interfaces;
        for (Loop loop : builder.loops) {
            homes.add(new Home(loop, builder, tally));
        }
        builder.metrics.gauge("rvoip_media_sessions", tally.sessions::get);
        builder.metrics.gauge("rvoip_media_bridges", tally.bridges::get);
    }

    /**
     * An engine to be set up.
     *
     * @param loops the media loops, at least one, none of them a signalling loop
     * @param ids   makes randomness for each of them
     */
    public static Builder on(List<? extends Loop> loops, Supplier<? extends IdSource> ids) {
        return new Builder(loops, ids);
    }

    /** The loop with the fewest legs: for the first leg of a call, whose others go to the same loop. */
    public Loop pickLoop() {
        Home best = homes.get(0);
        for (Home home : homes) {
            if (home.open.get() < best.open.get()) {
                best = home;
            }
        }
        return best.loop;
    }

    /**
     * Binds the ports of a leg on IPv4.
     *
     * @see #open(Loop, ProtocolFamily, MediaSessionSettings, MediaEvents)
     */
    public CompletionStage<MediaSession> open(Loop loop, MediaSessionSettings settings, MediaEvents events) {
        return open(loop, StandardProtocolFamily.INET, settings, events);
    }

    /**
     * Binds the ports of a leg. Nothing is sent or heard before it is configured; who receives it closes it.
     *
     * @param loop   one of this engine's
     * @param family IPv4 or IPv6, for which there are ports
     * @return completes on {@code loop}, exceptionally with {@link MediaUnavailableException} or
     *         {@link io.rvoip.rtp.transport.PortsExhaustedException}
     */
    public CompletionStage<MediaSession> open(Loop loop, ProtocolFamily family, MediaSessionSettings settings,
            MediaEvents events) {
        return open(loop, family, settings, null, events);
    }

    /**
     * The same; where the port that legs share takes connections, far ends may connect to this leg there too (RFC 6544).
     *
     * @see #open(Loop, ProtocolFamily, MediaSessionSettings, MediaEvents)
     */
    public CompletionStage<MediaSession> openConnectable(Loop loop, ProtocolFamily family, MediaSessionSettings settings,
            MediaEvents events) {
        return open(loop, family, settings, sharedPorts.get(family), events);
    }

    private CompletionStage<MediaSession> open(Loop loop, ProtocolFamily family, MediaSessionSettings settings,
            @Nullable SharedPort connected, MediaEvents events) {
        Home home = homeOf(loop);
        CompletableFuture<MediaSession> opened = new CompletableFuture<>();
        loop.execute(() -> {
            MediaPorts range = ports.get(family);
            String refusal = refusal(family, range);
            if (refusal != null || range == null) {
                opened.completeExceptionally(new MediaUnavailableException(String.valueOf(refusal)));
            } else {
                bind(home, range, connected, settings, events, opened);
            }
        });
        return opened;
    }

    /**
     * Opens a leg on the port that legs share, or on ports of its own where there is no such port for the family or
     * another leg is heard from one of {@code sources}. On the shared one RTP and RTCP go over one port.
     *
     * @param sources where its far end sends from, for a leg without ICE, which is heard from nowhere else; empty: checks
     *     will tell
     * @see #open(Loop, ProtocolFamily, MediaSessionSettings, MediaEvents)
     */
    public CompletionStage<MediaSession> openShared(Loop loop, ProtocolFamily family, MediaSessionSettings settings,
            Set<InetSocketAddress> sources, MediaEvents events) {
        SharedPort shared = sharedPorts.get(family);
        if (shared == null || !shared.isOpen()) {
            return open(loop, family, settings, events);
        }
        Home home = homeOf(loop);
        CompletableFuture<MediaSession> opened = new CompletableFuture<>();
        loop.execute(() -> {
            String refusal = refusal(family, ports.get(family));
            if (refusal != null) {
                opened.completeExceptionally(new MediaUnavailableException(refusal));
            } else {
                lease(home, shared, session(home, settings.withRtcpMux(true), events), sources, opened, () ->
                        open(loop, family, settings, events).whenComplete((own, failure) -> {
                            if (failure == null) {
                                opened.complete(own);
                            } else {
                                opened.completeExceptionally(failure);
                            }
                        }));
            }
        });
        return opened;
    }

    private void lease(Home home, SharedPort shared, MediaSession session, Set<InetSocketAddress> sources,
            CompletableFuture<MediaSession> opened, Runnable instead) {
        CompletionStage<Boolean> had;
        try {
            MediaSocket socket = shared.lease(home.loop, session.handler());
            session.bound(socket);
            had = Objects.requireNonNull(socket.lease(), "lease").declared(sources);
        } catch (IllegalStateException full) {
            released(home);
            instead.run();
            return;
        }
        had.whenComplete((all, failure) -> home.loop.execute(() -> {
            if (Boolean.TRUE.equals(all)) {
                complete(session, opened);
            } else {
                session.close();
                instead.run();
            }
        }));
    }

    /**
     * Binds ports of a leg for its video alone, where the far end has no BUNDLE; those it has already are told again. They are
     * given back by {@link MediaSession#closeVideoPorts}, and with the leg.
     *
     * @param rtcpMux whether RTP and RTCP share one
     * @return completes on the leg's loop, exceptionally with {@link MediaUnavailableException} or
     *         {@link io.rvoip.rtp.transport.PortsExhaustedException}
     */
    public CompletionStage<VideoAddresses> openVideo(MediaSession leg, boolean rtcpMux) {
        homeOf(leg.loop());
        CompletableFuture<VideoAddresses> opened = new CompletableFuture<>();
        leg.onLoop(() -> videoPorts.open(leg, rtcpMux, opened));
        return opened;
    }

    private @Nullable String refusal(ProtocolFamily family, @Nullable MediaPorts range) {
        if (closed) {
            return "the media engine is closed";
        }
        if (range == null) {
            return "no media ports for " + family.name() + " (expected: one of " + ports.keySet() + ")";
        }
        if (tally.sessions.incrementAndGet() > limits.maxSessions()) {
            tally.sessions.decrementAndGet();
            return "sessions: " + limits.maxSessions() + " open already (expected: at most that)";
        }
        return null;
    }

    private void bind(Home home, MediaPorts range, @Nullable SharedPort connected, MediaSessionSettings settings, MediaEvents events,
            CompletableFuture<MediaSession> opened) {
        MediaSession session = session(home, settings, events);
        range.open(home.loop, settings.rtcpMux(), session.handler()).whenComplete((socket, failure) -> {
            if (failure != null) {
                released(home);
                opened.completeExceptionally(failure);
                return;
            }
            if (connected != null && connected.isOpen()) {
                connect(connected, socket);
            }
            session.bound(socket);
            complete(session, opened);
        });
    }

    private static void connect(SharedPort port, MediaSocket own) {
        try {
            port.connect(own);
        } catch (IllegalStateException full) {
            // it has ways enough without
        }
    }

    private MediaSession session(Home home, MediaSessionSettings settings, MediaEvents events) {
        home.open.incrementAndGet();
        return new MediaSession(home.context(), limits, settings, events, gone -> {
            sessions.remove(gone);
            released(home);
        });
    }

    private void complete(MediaSession session, CompletableFuture<MediaSession> opened) {
        sessions.add(session);
        if (closed || !opened.complete(session)) {
            session.close();
            opened.completeExceptionally(new MediaUnavailableException("the media engine is closed"));
        }
    }

    private void released(Home home) {
        home.open.decrementAndGet();
        tally.sessions.decrementAndGet();
    }

    private Home homeOf(Loop loop) {
        for (Home home : homes) {
            if (home.loop == loop) {
                return home;
            }
        }
        throw new IllegalArgumentException("loop: " + loop + " (expected: one of this engine's)");
    }

    /** What can be offered and what cannot. */
    public Capabilities capabilities() {
        return capabilities;
    }

    /** Who agrees on keys over the media path; empty: nobody, and no description may say otherwise. */
    public Optional<DtlsEngine> dtls() {
        return Optional.ofNullable(dtls);
    }

    /** Who knows what interfaces this machine has; {@link IceInterfaces#NONE}: nobody. */
    public IceInterfaces interfaces() {
        return interfaces;
    }

    /** Whether its legs can agree on keys by ZRTP. */
    public boolean hasZrtp() {
        return zrtp;
    }

    /** What is open now. */
    public MediaCounts counts() {
        int ticking = 0;
        for (Home home : homes) {
            LoopContext context = home.context;
            ticking += context == null ? 0 : context.ticks().size();
        }
        return new MediaCounts(tally.sessions.get(), tally.bridges.get(), ticking);
    }

    /** Pairs of ports, or single ones with rtcp-mux, that are bound now, over all address families. */
    public int portPairsInUse() {
        return ports.values().stream().mapToInt(MediaPorts::inUse).sum();
    }

    /** Opens no more legs and closes those that are open; {@link MediaSession#closed()} tells when each is gone. */
    @Override
    public void close() {
        closed = true;
        sessions.forEach(MediaSession::close);
        if (dtls != null) {
            dtls.close();
        }
    }

    /** A loop and what its legs share, made on the loop itself. */
    private static final class Home {
        private final Loop loop;
        private final Builder builder;
        private final Tally tally;
        private final AtomicInteger open = new AtomicInteger();
        private volatile @Nullable LoopContext context;

        Home(Loop loop, Builder builder, Tally tally) {
            this.loop = loop;
            this.builder = builder;
            this.tally = tally;
        }

        LoopContext context() {
            LoopContext made = context;
            if (made == null) {
                IdSource own = builder.ids.get();
                made = new LoopContext(loop, new TickScheduler(loop, builder.metrics), own,
                        NtpClock.startingAt(loop.time().wallClock(), loop.now()), new RtpCounters(builder.metrics),
                        builder.allocator, tally, new StunDesk(own, builder.metrics),
                        builder.srtp, agents(own), builder.interfaces, builder.relays, opener(), builder.dtls, builder.zrtp);
                context = made;
            }
            return made;
        }

        private OutgoingConnections.@Nullable Opener opener() {
            ConnectionOpener by = builder.connections;
            return by == null ? null : new OutgoingConnections.Opener(by, builder.metrics);
        }

        private BiFunction<IceConfig, IceEvents, IceAgent> agents(IdSource own) {
            IceEngine other = builder.ice;
            return other == null
                    ? (config, events) -> IceAgents.create(config, builder.interfaces, own, builder.crypto, builder.metrics, events)
                    : (config, events) -> other.open(config, events, loop);
        }
    }

    /** Sets an engine up. */
    public static final class Builder {
        private final List<Loop> loops;
        private final Supplier<? extends IdSource> ids;
        private final Map<ProtocolFamily, MediaPorts> ports = new ConcurrentHashMap<>();
        private final Map<ProtocolFamily, SharedPort> sharedPorts = new ConcurrentHashMap<>();
        private DatagramPath.@Nullable Binder videoSockets;
        private MediaLimits limits = MediaLimits.DEFAULT;
        private Capabilities capabilities = Capabilities.thisBuild();
        private Metrics metrics = Metrics.none();
        private ByteBufAllocator allocator = ByteBufAllocator.DEFAULT;
        private SrtpEngine srtp = SrtpEngine.own(CryptoProvider.jdk());
        private CryptoProvider crypto = CryptoProvider.jdk();
        private @Nullable IceEngine ice;
        private IceInterfaces interfaces = IceInterfaces.NONE;
        private TurnConnection.@Nullable Connector relays;
        private @Nullable ConnectionOpener connections;
        private @Nullable DtlsEngine dtls;
        private @Nullable ZrtpEngine zrtp;

        private Builder(List<? extends Loop> loops, Supplier<? extends IdSource> ids) {
            this.loops = List.copyOf(loops);
            this.ids = ids;
        }

        /** The IPv4 ports. */
        public Builder withPorts(MediaPorts range) {
            ports.put(StandardProtocolFamily.INET, range);
            return this;
        }

        /** The IPv6 ports. */
        public Builder withIpv6Ports(MediaPorts range) {
            ports.put(StandardProtocolFamily.INET6, range);
            return this;
        }

        /**
         * Who binds the ports that legs have for video alone, of the same ranges: where pictures are marked for routers in
         * another way than sound. Those of the ranges otherwise. In a BUNDLE group video leaves from the port of audio, with
         * its mark: RFC 8837 section 5 has a mark for each packet, which a socket does not.
         */
        public Builder withVideoSockets(DatagramPath.Binder binder) {
            videoSockets = binder;
            return this;
        }

        /** One port for many legs of this family; opened, and closed after the engine, by its owner. */
        public Builder withSharedPort(ProtocolFamily family, SharedPort port) {
            sharedPorts.put(family, port);
            return this;
        }

        /** Other bounds. */
        public Builder withLimits(MediaLimits bounds) {
            limits = bounds;
            return this;
        }

        /** Other codecs. */
        public Builder withCapabilities(Capabilities build) {
            capabilities = build;
            return this;
        }

        /** Where figures go. */
        public Builder withMetrics(Metrics port) {
            metrics = port;
            return this;
        }

        /** Where packet buffers come from; Netty's default otherwise. */
        public Builder withAllocator(ByteBufAllocator buffers) {
            allocator = buffers;
            return this;
        }

        /** Who encrypts; our own with the ciphers of this JDK otherwise. */
        public Builder withSrtp(SrtpEngine engine) {
            srtp = engine;
            return this;
        }

        /** Who computes what ICE authenticates its checks with; this JDK otherwise. */
        public Builder withCrypto(CryptoProvider provider) {
            crypto = provider;
            return this;
        }

        /** Who makes agents of ICE; we ourselves otherwise. */
        public Builder withIce(IceEngine engine) {
            ice = engine;
            return this;
        }

        /** What interfaces this machine has, where agents of our own have a choice of them; nobody looks otherwise, and a choice is refused. */
        public Builder withInterfaces(IceInterfaces machine) {
            interfaces = machine;
            return this;
        }

        /** Who connects to relays over TCP and TLS; nobody otherwise, and such relays give no candidates. */
        public Builder withRelayConnections(TurnConnection.Connector connector) {
            relays = connector;
            return this;
        }

        /** Who connects to far ends, where ICE is configured so (RFC 6544); nobody otherwise, and no such candidate is told. */
        public Builder withConnections(ConnectionOpener opener) {
            connections = opener;
            return this;
        }

        /** Who agrees on keys over the media path; nobody otherwise. It is closed with this engine. */
        public Builder withDtls(DtlsEngine engine) {
            dtls = engine;
            return this;
        }

        /** Who agrees on keys over the media path without certificates, in every leg; nobody otherwise. */
        public Builder withZrtp(ZrtpEngine engine) {
            zrtp = engine;
            return this;
        }

        /**
         * The engine.
         *
         * @throws IllegalArgumentException without loops or without ports
         */
        public MediaEngine build() {
            if (loops.isEmpty()) {
                throw new IllegalArgumentException("loops: none (expected: at least one)");
            }
            if (ports.isEmpty()) {
                throw new IllegalArgumentException("ports: none (expected: a range for IPv4 or IPv6)");
            }
            return new MediaEngine(this);
        }
    }
}
