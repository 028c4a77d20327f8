package io.rvoip.sip.transport;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.Expect;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.TimeSource;
import io.rvoip.common.transport.EventLoops;
import io.rvoip.sip.ParseLimits;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipParser;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.transport.tls.TlsContexts;
import io.rvoip.sip.transport.tls.TlsEvent;
import io.rvoip.sip.transport.tls.TlsPolicy;
import io.rvoip.sip.transport.tls.TlsSession;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * SIP over UDP, TCP, TLS and WebSocket, each when the builder was given what it runs on. Messages are parsed on the loop of their
 * socket and posted to the {@link Shard} that owns their Call-ID. Thread-safe.
 */
public final class SipTransports implements SipTransport {
    private static final long CLOSE_SECONDS = 5;

    private final Shards shards;
    private final TransportLimits limits;
    private final LocalNames names;
    private final TransportMetrics metrics;
    private final @Nullable UdpTransport udp;
    private final Map<TransportProtocol, StreamTransport> streams = new EnumMap<>(TransportProtocol.class);
    private final @Nullable TlsWatch tlsWatch;
    private @Nullable TlsContexts tlsContexts;
    private final HandshakeWork handshakeWork;
    private final @Nullable EventLoops eventLoops;
    private volatile boolean closed;

    private SipTransports(Builder from) {
        shards = from.shards;
        limits = from.limits;
        names = new LocalNames(from.names(), new LocalRoutes(from.localAddress, from.time));
        metrics = new TransportMetrics(from.metrics, from.time);
        Intake intake = new Intake(new SipParser(from.parseLimits), shards, names, metrics);
        udp = from.udpBinder == null || from.udpLoop == null ? null
                : new UdpTransport(from.udpBinder, from.udpLoop, intake, names, limits.maxQueuedMessages(), from.stun);
        eventLoops = from.eventLoops;
        handshakeWork = new HandshakeWork(limits.handshakes().maxOpen());
        tlsWatch = eventLoops == null ? null : openStreams(eventLoops, intake, from);
    }

    private TlsWatch openStreams(EventLoops loops, Intake intake, Builder from) {
        ConnectionLedger ledger = new ConnectionLedger(limits);
        TlsContexts contexts = TlsContexts.open(from.tls, metrics);
        StreamLayers plain = new PlainLayers();
        StreamLayers tls = new TlsLayers(contexts, from.handshakeWork == null ? handshakeWork : from.handshakeWork);
        if (!from.secureOnly) {
            stream(TransportProtocol.TCP, plain, ledger, loops, intake, from.dscp);
            stream(TransportProtocol.WS, new WebSocketLayers(plain, from.webSocket, limits), ledger, loops, intake, from.dscp);
        }
        stream(TransportProtocol.TLS, tls, ledger, loops, intake, from.dscp);
        stream(TransportProtocol.WSS, new WebSocketLayers(tls, from.webSocket, limits), ledger, loops, intake, from.dscp);
        from.metrics.gauge("rvoip_sip_connections", () -> ledger.caps().total());
        from.metrics.gauge("rvoip_sip_handshakes", () -> ledger.handshakes().open());
        tlsContexts = contexts;
        return new TlsWatch("sip", contexts, from.tlsListener, from.metrics, loops.next(), Instant::now, ForkJoinPool.commonPool());
    }

    private void stream(TransportProtocol protocol, StreamLayers layers, ConnectionLedger ledger, EventLoops loops,
            Intake intake, int dscp) {
        streams.put(protocol, new StreamTransport(protocol, layers, ledger, loops, intake, names, limits, dscp));
    }

    /** Starts a transport whose messages go to these shards. */
    public static Builder builder(Shards shards) {
        return new Builder(shards);
    }

    static TransportException closedFailure() {
        return new TransportException(TransportException.Reason.CLOSED, "the transport is closed");
    }

    @Override
    public CompletionStage<ListenPoint> listen(TransportProtocol protocol, InetSocketAddress bind) {
        Addresses.requireResolved("bind", bind);
        if (closed) {
            return CompletableFuture.failedStage(closedFailure());
        }
        if (protocol == TransportProtocol.UDP && udp != null) {
            return udp.listen(bind);
        }
        StreamTransport stream = streams.get(protocol);
        return stream == null ? CompletableFuture.failedStage(notSupported(protocol)) : stream.listen(bind);
    }

    @Override
    public List<ListenPoint> listenPoints() {
        return names.points();
    }

    @Override
    public boolean supports(TransportProtocol protocol) {
        return protocol == TransportProtocol.UDP ? udp != null : streams.containsKey(protocol);
    }

    private static TransportException notSupported(TransportProtocol protocol) {
        return new TransportException(
                TransportException.Reason.NOT_SUPPORTED, protocol.uriName() + ": not configured");
    }

    @Override
    public int pathMtu() {
        return limits.pathMtu();
    }

    @Override
    public CompletionStage<Flow> flowTo(Target target) {
        if (closed) {
            return CompletableFuture.failedStage(closedFailure());
        }
        if (!supports(target.protocol())) {
            return CompletableFuture.failedStage(notSupported(target.protocol()));
        }
        InetSocketAddress remote = target.address();
        if (Addresses.isUnanswerable(remote.getAddress())) {
            return CompletableFuture.failedStage(new TransportException(TransportException.Reason.UNREACHABLE,
                    target + ": a broadcast, multicast or unspecified address"));
        }
        StreamTransport stream = streams.get(target.protocol());
        if (stream != null) {
            return stream.flowTo(Peer.of(target));
        }
        return names.listenerFor(TransportProtocol.UDP, remote.getAddress())
                .map(local -> CompletableFuture.completedStage(Flow.udp(local, remote)))
                .orElseGet(() -> CompletableFuture.failedStage(new TransportException(
                        TransportException.Reason.NO_LISTENER, target + ": no UDP listener reaches that address")));
    }

    @Override
    public boolean isOpen(Flow flow) {
        return flow.protocol() == TransportProtocol.UDP
                ? udp != null && udp.isOpen(flow) : connection(flow).isPresent();
    }

    private Optional<StreamConnection> connection(Flow flow) {
        StreamTransport stream = streams.get(flow.protocol());
        return stream == null ? Optional.empty() : stream.connection(flow);
    }

    @Override
    public Optional<TlsSession> tls(Flow flow) {
        return connection(flow).flatMap(StreamConnection::tls);
    }

    /** The TLS policy with its files read, for servers beside SIP that show the same certificate; empty where there is no TCP. */
    public Optional<TlsContexts> tlsContexts() {
        return Optional.ofNullable(tlsContexts);
    }

    /**
     * Reads the files of the TLS policy again, as happens by itself within half a minute after they were written.
     * Connections that are up keep what they have. Files that do not fit together change nothing.
     *
     * @return what was told to the listener too; fails where there is no TLS
     */
    public CompletionStage<TlsEvent> reloadTls() {
        TlsWatch watch = tlsWatch;
        return watch == null || closed ? CompletableFuture.failedStage(notSupported(TransportProtocol.TLS))
                : CompletableFuture.supplyAsync(watch::reload);
    }

    @Override
    public void send(SipMessage message, Flow flow, SendListener listener) {
        StreamTransport stream = streams.get(flow.protocol());
        if (closed) {
            report(message, flow, closedFailure(), listener);
        } else if (flow.protocol() == TransportProtocol.UDP && udp != null) {
            sendUdp(udp, message, flow, listener);
        } else if (stream != null) {
            sendStream(stream, message, flow, listener);
        } else {
            report(message, flow, notSupported(flow.protocol()), listener);
        }
    }

    private void sendUdp(UdpTransport over, SipMessage message, Flow flow, SendListener listener) {
        Optional<InetSocketAddress> to = message instanceof SipResponse
                ? ResponseRoute.of(message.topVia(), flow).map(Target::address)
                : Optional.of(flow.remote()).filter(address -> !Addresses.isUnanswerable(address.getAddress()));
        if (to.isEmpty()) {
            report(message, flow, noRoute(flow), listener);
        } else if (message.encodedLength() > TransportChoice.MAX_DATAGRAM) {
            report(message, flow, new TransportException(TransportException.Reason.TOO_LARGE,
                    "message: " + message.encodedLength() + " bytes (expected: at most "
                            + TransportChoice.MAX_DATAGRAM + " over UDP)"), listener);
        } else {
            metrics.sent(TransportProtocol.UDP);
            over.send(message.encode(), flow.local(), to.get(), why -> report(message, flow, why, listener));
        }
    }

    private void sendStream(StreamTransport over, SipMessage message, Flow flow, SendListener listener) {
        Optional<StreamConnection> open = over.connection(flow);
        if (open.isPresent()) {
            write(open.get(), over.offersReuse(open.get()) ? offered(message) : message, flow, listener);
        } else if (message instanceof SipResponse) {
            sendOnNewConnection(over, message, flow, listener);
        } else {
            report(message, flow, gone(flow), listener);
        }
    }

    /** A request says that we may be reached over its connection (RFC 5923 §5). */
    private static SipMessage offered(SipMessage message) {
        return message instanceof SipRequest request && request.topVia().parameter("alias").isEmpty()
                ? request.withTopVia(request.topVia().withParameter("alias", "")) : message;
    }

    /** The request's connection is gone: the source address at the sent-by port is next (RFC 3261 §18.2.2). */
    private void sendOnNewConnection(StreamTransport over, SipMessage message, Flow flow, SendListener listener) {
        Optional<Target> route = ResponseRoute.of(message.topVia(), flow);
        if (route.isEmpty()) {
            report(message, flow, noRoute(flow), listener);
            return;
        }
        over.flowTo(Peer.of(route.get())).whenComplete((reopened, failure) -> {
            Optional<StreamConnection> open = reopened == null ? Optional.empty() : over.connection(reopened);
            if (open.isPresent()) {
                write(open.get(), message, flow, listener);
            } else {
                report(message, flow, failure == null ? gone(flow) : TransportException.from(failure), listener);
            }
        });
    }

    private void write(StreamConnection connection, SipMessage message, Flow flow, SendListener listener) {
        metrics.sent(flow.protocol());
        ByteBuf bytes = message.encode();
        connection.write(bytes, why -> report(message, flow, why, listener));
    }

    private static TransportException gone(Flow flow) {
        return new TransportException(TransportException.Reason.CLOSED, flow + ": the connection is closed");
    }

    private static TransportException noRoute(Flow flow) {
        return new TransportException(
                TransportException.Reason.UNREACHABLE, flow + ": no unicast address to send to");
    }

    private void report(SipMessage message, Flow flow, TransportException why, SendListener listener) {
        if (listener == SendListener.IGNORE) {
            return;
        }
        try {
            shards.of(message.callId()).loop().execute(() -> listener.failed(message, flow, why));
        } catch (RejectedExecutionException shuttingDown) {
            metrics.dropped(TransportMetrics.Drop.CLOSED);
        }
    }

    @Override
    public void keepAlive(Flow flow) {
        if (flow.protocol() == TransportProtocol.UDP && udp != null) {
            udp.send(StreamConnection.pingBytes(), flow.local(), flow.remote(), why -> { });
        } else {
            connection(flow).ifPresent(StreamConnection::sendPing);
        }
    }

    @Override
    public CompletionStage<InetSocketAddress> probe(Flow flow) {
        if (flow.protocol() == TransportProtocol.UDP) {
            return udp == null ? CompletableFuture.failedStage(notSupported(flow.protocol())) : udp.probe(flow);
        }
        return connection(flow).map(StreamConnection::probe).orElseGet(() -> CompletableFuture.failedStage(gone(flow)));
    }

    @Override
    public void networkChanged() {
        names.networkChanged();
        streams.values().forEach(stream -> stream.closeAll("the network changed"));
    }

    @Override
    public void disconnect(Flow flow, String why) {
        connection(flow).ifPresent(connection -> connection.close(why));
    }

    @Override
    public SentBy sentBy(Flow flow) {
        return names.sentBy(flow);
    }

    /**
     * Stops listening for connections, waits for what is written to leave, then closes everything. Completes when
     * no socket, timer or buffer is left.
     *
     * @param drain the most to wait for peers that read slowly
     */
    public CompletionStage<Void> shutdown(Duration drain) {
        streams.values().forEach(StreamTransport::stopListening);
        CompletableFuture<?>[] flushed =
                streams.values().stream().map(StreamTransport::flushed).toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(flushed).completeOnTimeout(null, drain.toNanos(), TimeUnit.NANOSECONDS)
                .thenCompose(done -> closeAll());
    }

    private CompletableFuture<Void> closeAll() {
        closed = true;
        if (udp != null) {
            udp.close();
        }
        if (tlsWatch != null) {
            tlsWatch.stop();
        }
        return CompletableFuture.allOf(
                streams.values().stream().map(StreamTransport::close).toArray(CompletableFuture<?>[]::new))
                .whenComplete((done, failure) -> handshakeWork.close());
    }

    /** Closes at once; waits until it is done, at most a few seconds, unless called on one of the event loops. */
    @Override
    public void close() {
        CompletableFuture<Void> done = closeAll();
        if (eventLoops != null && eventLoops.loops().stream().noneMatch(Loop::inLoop)) {
            done.completeOnTimeout(null, CLOSE_SECONDS, TimeUnit.SECONDS).join();
        }
    }

    /** Collects what the transports run on; not thread-safe. */
    public static final class Builder {
        private final Shards shards;
        private final List<Advertised> advertised = new ArrayList<>();
        private Supplier<List<Advertised>> found = List::of;
        private DatagramPath.@Nullable Binder udpBinder;
        private @Nullable Loop udpLoop;
        private @Nullable StunPort stun;
        private @Nullable EventLoops eventLoops;
        private boolean secureOnly;
        private TlsPolicy tls = TlsPolicy.DEFAULT;
        private WebSocketPolicy webSocket = WebSocketPolicy.DEFAULT;
        private TlsEvent.Listener tlsListener = TlsEvent.Listener.NONE;
        private int dscp;
        private @Nullable Executor handshakeWork;
        private TransportLimits limits = TransportLimits.DEFAULT;
        private ParseLimits parseLimits = ParseLimits.DEFAULT;
        private Metrics metrics = Metrics.none();
        private TimeSource time = TimeSource.system();
        private Function<InetAddress, Optional<InetAddress>> localAddress = LocalRoutes::askKernel;

        private Builder(Shards shards) {
            this.shards = Objects.requireNonNull(shards, "shards");
        }

        /** UDP over these paths, read on that loop, by whose clock faults are logged. */
        public Builder withUdp(DatagramPath.Binder binder, Loop loop) {
            udpBinder = binder;
            udpLoop = loop;
            time = loop.time();
            return this;
        }

        /** Takes STUN on the UDP ports too, on the loop given with them; dropped unless set. */
        public Builder withStun(StunPort port) {
            stun = port;
            return this;
        }

        /** TCP on these loops, and what is built on it: TLS, WebSocket, secure WebSocket. */
        public Builder withTcp(EventLoops loops) {
            eventLoops = loops;
            return this;
        }

        /** Of what is built on TCP only TLS and secure WebSocket, whoever asks for less, as the Contact of a phone may. */
        public Builder withSecureOnly(boolean yes) {
            secureOnly = yes;
            return this;
        }

        /** How TLS is spoken; {@link TlsPolicy#DEFAULT}, which can connect and not listen, unless set. */
        public Builder withTls(TlsPolicy policy) {
            tls = policy;
            return this;
        }

        /** Which web pages may connect, and what connections of ours ask for; {@link WebSocketPolicy#DEFAULT} unless set. */
        public Builder withWebSocket(WebSocketPolicy policy) {
            webSocket = policy;
            return this;
        }

        /** Who is told of our certificate's fate, on any thread; must not block. */
        public Builder withTlsListener(TlsEvent.Listener listener) {
            tlsListener = listener;
            return this;
        }

        /** For tests that look at a handshake in the middle. */
        Builder withHandshakeWork(Executor work) {
            handshakeWork = work;
            return this;
        }

        /** The DSCP (RFC 2474) of what connections send, 0–63; 0 is best effort. That of UDP is its binder's. */
        public Builder withDscp(int codePoint) {
            dscp = Expect.inRange("dscp", codePoint, 0, 63);
            return this;
        }

        public Builder withLimits(TransportLimits newLimits) {
            limits = newLimits;
            return this;
        }

        public Builder withParseLimits(ParseLimits newLimits) {
            parseLimits = newLimits;
            return this;
        }

        /** Adds an address to be told to others; the first that fits a listener's family is used. */
        public Builder withAdvertise(Advertised address) {
            advertised.add(address);
            return this;
        }

        /** The same for addresses that are found out while we run: asked for each message, on any thread; not where some are given. */
        public Builder withAdvertise(Supplier<List<Advertised>> addresses) {
            found = addresses;
            return this;
        }

        private Supplier<List<Advertised>> names() {
            List<Advertised> given = List.copyOf(advertised);
            return given.isEmpty() ? found : () -> given;
        }

        public Builder withMetrics(Metrics newMetrics) {
            metrics = newMetrics;
            return this;
        }

        /** How to find our own address towards a peer for wildcard listeners; the kernel's routes unless set. */
        public Builder withLocalAddress(Function<InetAddress, Optional<InetAddress>> lookup) {
            localAddress = lookup;
            return this;
        }

        /**
         * Reads the files of the TLS policy.
         *
         * @throws io.rvoip.common.ConfigurationException when they cannot be used
         */
        public SipTransports build() {
            return new SipTransports(this);
        }
    }
}
