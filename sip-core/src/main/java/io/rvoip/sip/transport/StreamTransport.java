package io.rvoip.sip.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.rvoip.common.transport.EventLoops;
import io.rvoip.common.transport.NettyLoop;
import io.rvoip.sip.header.Via;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Listeners and connections of one protocol over Netty: TCP, and what is built on it. Thread-safe. */
final class StreamTransport {
    private static final int ACCEPT_BACKLOG = 1_024;

    private final TransportProtocol protocol;
    private final StreamLayers layers;
    private final EventLoops loops;
    private final Intake intake;
    private final LocalNames names;
    private final TransportLimits limits;
    private final int trafficClass;
    private final ConnectionLedger ledger;
    private final ConnectionCaps caps;
    private final Map<EventLoop, NettyLoop> byEventLoop = new IdentityHashMap<>();
    private final ChannelGroup channels;
    private final Map<Long, StreamConnection> byId = new ConcurrentHashMap<>();
    private final Map<Peer, StreamConnection> byPeer = new ConcurrentHashMap<>();
    private final Map<Peer, CompletableFuture<Flow>> connecting = new ConcurrentHashMap<>();

    StreamTransport(TransportProtocol protocol, StreamLayers layers, ConnectionLedger ledger, EventLoops loops,
            Intake intake, LocalNames names, TransportLimits limits, int dscp) {
        this.protocol = protocol;
        this.layers = layers;
        this.ledger = ledger;
        this.loops = loops;
        this.intake = intake;
        this.names = names;
        this.limits = limits;
        trafficClass = dscp << 2;
        caps = ledger.caps();
        loops.loops().forEach(loop -> byEventLoop.put(loop.eventLoop(), loop));
        channels = new DefaultChannelGroup("sip-" + protocol.uriName(), loops.loops().get(0).eventLoop(), true);
    }

    TransportProtocol protocol() {
        return protocol;
    }

    StreamLayers layers() {
        return layers;
    }

    CompletionStage<ListenPoint> listen(InetSocketAddress bind) {
        String obstacle = layers.obstacle();
        if (obstacle != null) {
            return CompletableFuture.failedStage(new TransportException(
                    TransportException.Reason.NOT_SUPPORTED, protocol.uriName() + ": " + obstacle));
        }
        CompletableFuture<ListenPoint> listening = new CompletableFuture<>();
        ServerBootstrap bootstrap = new ServerBootstrap().group(loops.group())
                .channelFactory(loops.serverChannels())
                .option(ChannelOption.SO_BACKLOG, ACCEPT_BACKLOG).option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true).childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark())
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        add(channel, null);
                    }
                });
        bootstrap.bind(bind).addListener((ChannelFuture bound) -> {
            if (bound.isSuccess()) {
                listening.complete(opened(bound.channel()));
            } else {
                listening.completeExceptionally(new TransportException(TransportException.Reason.BIND,
                        protocol.uriName() + ' ' + Addresses.text(bind) + ": " + bound.cause().getMessage(), bound.cause()));
            }
        });
        return listening.minimalCompletionStage();
    }

    private ListenPoint opened(Channel server) {
        channels.add(server);
        ListenPoint point = new ListenPoint(protocol, (InetSocketAddress) server.localAddress(), server::close);
        names.add(point);
        server.closeFuture().addListener(closed -> names.remove(point));
        return point;
    }

    private WriteBufferWaterMark waterMark() {
        return new WriteBufferWaterMark(limits.maxQueuedBytes() / 2, limits.maxQueuedBytes());
    }

    private StreamConnection add(SocketChannel channel, @Nullable Peer wanted) {
        channels.add(channel); // closes it at once when we are closing
        if (trafficClass != 0) {
            channel.config().setTrafficClass(trafficClass); // that of IPv6 and that of IPv4 within it
        }
        NettyLoop loop = byEventLoop.get(channel.eventLoop());
        StreamConnection connection = new StreamConnection(this, intake, limits, loop, wanted, ledger.nextId());
        layers.addTo(channel.pipeline(), wanted);
        if (layers.hasHandshake()) {
            channel.pipeline().addLast(new HandshakeGate(
                    layers, ledger.handshakes(), intake.metrics(), connection, loop, limits.handshakes()));
        }
        channel.pipeline().addLast(connection);
        return connection;
    }

    /** A channel is up; false when it is one too many. On its loop. */
    boolean opened(StreamConnection connection, Flow flow) {
        if (connection.isAccepted()) {
            ConnectionCaps.Admission admission = caps.accept(flow.remote().getAddress());
            if (admission != ConnectionCaps.Admission.ADMITTED) {
                intake.metrics().connectionRefused(TransportMetrics.label(admission.name()));
                return false;
            }
        }
        byId.put(flow.connection(), connection);
        byPeer.put(peer(connection, flow), connection);
        CompletableFuture<Flow> waiting = connection.isAccepted() ? null : connecting.remove(connection.wanted());
        if (waiting != null) {
            waiting.complete(flow);
        }
        return true;
    }

    /** Whom it may be used for; who connected to us over TLS has no name, so that no target ever finds him. */
    private static Peer peer(StreamConnection connection, Flow flow) {
        Peer wanted = connection.wanted();
        return wanted == null ? Peer.unproved(flow.remote()) : wanted;
    }

    /**
     * Who says in Via that he may be reached over his connection, and has proved the name he says, is (RFC 5923 §9.1): as
     * that name and no other, at the address he came from. Null for anybody else. On the connection's loop.
     */
    @Nullable Peer alias(StreamConnection connection, Flow flow, Via via) {
        if (!layers.provesUs() || via.parameter("alias").isEmpty()) {
            return null;
        }
        String name = via.host().replaceAll("^\\[|]$", "").toLowerCase(Locale.ROOT);
        if (connection.tls().stream().noneMatch(session -> session.peerNames().stream().anyMatch(name::equalsIgnoreCase))) {
            return null;
        }
        int port = via.port() > 0 ? via.port() : protocol.defaultPort();
        Peer peer = new Peer(new InetSocketAddress(flow.remote().getAddress(), port), name);
        byPeer.putIfAbsent(peer, connection);
        return peer;
    }

    /** Whether the far end of this connection of ours shall reach us over it: it can know us, and where else we listen. */
    boolean offersReuse(StreamConnection connection) {
        return !connection.isAccepted() && layers.provesUs()
                && names.points().stream().anyMatch(point -> point.protocol() == protocol);
    }

    /** An admitted connection is gone. On its loop, once. */
    void closed(StreamConnection connection, Flow flow, String why) {
        byId.remove(flow.connection());
        byPeer.remove(peer(connection, flow), connection);
        Peer alias = connection.alias();
        if (alias != null) {
            byPeer.remove(alias, connection);
        }
        if (connection.isAccepted()) {
            caps.acceptedClosed(flow.remote().getAddress());
        }
        intake.closed(flow, why);
    }

    Optional<StreamConnection> connection(Flow flow) {
        return Optional.ofNullable(byId.get(flow.connection())).filter(StreamConnection::isOpen);
    }

    /** The open connection to that peer, or a new one. */
    CompletionStage<Flow> flowTo(Peer peer) {
        CompletableFuture<Flow> mine = new CompletableFuture<>();
        CompletableFuture<Flow> earlier = connecting.putIfAbsent(peer, mine);
        if (earlier != null) {
            return earlier.minimalCompletionStage();
        }
        StreamConnection open = byPeer.get(peer);
        Flow flow = open == null || !open.isOpen() ? null : open.flow();
        if (flow != null) {
            connecting.remove(peer, mine);
            mine.complete(flow);
        } else {
            open(peer, mine);
        }
        return mine.minimalCompletionStage();
    }

    private void open(Peer peer, CompletableFuture<Flow> waiting) {
        InetAddress host = peer.address().getAddress();
        String full = switch (caps.open(host)) {
            case ADMITTED -> null;
            case TOO_MANY -> limits.maxConnections() + " are open";
            case TOO_MANY_FROM_SOURCE -> limits.maxConnectionsPerSource() + " to " + host.getHostAddress() + " are open";
        };
        if (full == null) {
            new Attempt(peer, waiting).start();
        } else {
            fail(peer, waiting, new TransportException(TransportException.Reason.FULL, "connections: " + full));
        }
    }

    private void fail(Peer peer, CompletableFuture<Flow> waiting, TransportException why) {
        connecting.remove(peer, waiting);
        waiting.completeExceptionally(why);
    }

    private TransportException failure(Peer peer, Throwable cause) {
        TransportException.Reason reason = TransportException.Reason.UNREACHABLE;
        String text = String.valueOf(cause.getMessage());
        if (cause instanceof ConnectTimeoutException) {
            reason = TransportException.Reason.TIMEOUT;
        } else if (cause instanceof ClosedChannelException) {
            reason = TransportException.Reason.CLOSED;
        } else if (text.contains("refused") || text.contains("reset")) {
            reason = TransportException.Reason.REFUSED;
        }
        return new TransportException(
                reason, protocol.uriName() + ' ' + Addresses.text(peer.address()) + ": " + text, cause);
    }

    /** No new connections from outside. */
    void stopListening() {
        names.points().stream().filter(p -> p.protocol() == protocol).forEach(ListenPoint::close);
    }

    /** Completes when all that was written so far has left, or could not. */
    CompletableFuture<Void> flushed() {
        return CompletableFuture.allOf(byId.values().stream().map(StreamConnection::flushed)
                .toArray(CompletableFuture<?>[]::new));
    }

    /** Closes all connections; listeners go on. */
    void closeAll(String why) {
        byId.values().forEach(connection -> connection.close(why));
    }

    /** Closes listeners and connections, those just coming up too; completes when no channel is left. */
    CompletableFuture<Void> close() {
        byId.values().forEach(connection -> connection.close("transport closed"));
        CompletableFuture<Void> done = new CompletableFuture<>();
        channels.close().addListener(closed -> done.complete(null));
        return done;
    }

    /** One connection of ours coming up. It counts as a connection until it has failed or its channel is closed. */
    private final class Attempt extends ChannelInitializer<SocketChannel> {
        private final Peer peer;
        private final CompletableFuture<Flow> waiting;
        private @Nullable StreamConnection connection;

        Attempt(Peer peer, CompletableFuture<Flow> waiting) {
            this.peer = peer;
            this.waiting = waiting;
        }

        void start() {
            InetSocketAddress remote = peer.address();
            Bootstrap bootstrap = new Bootstrap().group(loops.next().eventLoop())
                    .channelFactory(loops.socketChannels())
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) limits.connectTimeout().toMillis())
                    .option(ChannelOption.TCP_NODELAY, true).option(ChannelOption.SO_KEEPALIVE, true)
                    .option(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark())
                    .handler(this);
            names.listenerFor(protocol, remote.getAddress())
                    .filter(local -> !local.getAddress().isAnyLocalAddress())
                    .ifPresent(local -> bootstrap.localAddress(local.getAddress(), 0));
            ChannelFuture attempt = bootstrap.connect(remote);
            attempt.addListener(done -> {
                if (done.isSuccess()) {
                    attempt.channel().closeFuture().addListener(closed -> over(why())); // told only if no flow came of it
                } else {
                    over(failure(peer, done.cause())); // without a file descriptor there is no channel that could close
                }
            });
        }

        private void over(TransportException why) {
            caps.openedClosed(peer.address().getAddress());
            fail(peer, waiting, why);
        }

        @Override
        protected void initChannel(SocketChannel channel) {
            connection = add(channel, peer);
        }

        private TransportException why() {
            StreamConnection made = connection;
            return made == null ? SipTransports.closedFailure() : made.failure();
        }
    }
}
