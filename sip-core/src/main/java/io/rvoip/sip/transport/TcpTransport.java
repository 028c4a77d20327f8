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
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** TCP listeners and connections over Netty. Thread-safe. */
final class TcpTransport {
    private static final int ACCEPT_BACKLOG = 1_024;

    private final EventLoops loops;
    private final Intake intake;
    private final LocalNames names;
    private final TransportLimits limits;
    private final ConnectionCaps caps;
    private final Map<EventLoop, NettyLoop> byEventLoop = new IdentityHashMap<>();
    private final ChannelGroup channels;
    private final AtomicLong lastId = new AtomicLong();
    private final Map<Long, TcpConnection> byId = new ConcurrentHashMap<>();
    private final Map<InetSocketAddress, TcpConnection> byRemote = new ConcurrentHashMap<>();
    private final Map<InetSocketAddress, CompletableFuture<Flow>> connecting = new ConcurrentHashMap<>();

    TcpTransport(EventLoops loops, Intake intake, LocalNames names, TransportLimits limits) {
        this.loops = loops;
        this.intake = intake;
        this.names = names;
        this.limits = limits;
        caps = new ConnectionCaps(limits.maxConnections(), limits.maxConnectionsPerSource());
        loops.loops().forEach(loop -> byEventLoop.put(loop.eventLoop(), loop));
        channels = new DefaultChannelGroup("sip-tcp", loops.loops().get(0).eventLoop(), true);
    }

    int connections() {
        return caps.total();
    }

    CompletionStage<ListenPoint> listen(InetSocketAddress bind) {
        CompletableFuture<ListenPoint> listening = new CompletableFuture<>();
        ServerBootstrap bootstrap = new ServerBootstrap().group(loops.group())
                .channelFactory(loops.serverChannels())
                .option(ChannelOption.SO_BACKLOG, ACCEPT_BACKLOG).option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true).childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark())
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        add(channel, true);
                    }
                });
        bootstrap.bind(bind).addListener((ChannelFuture bound) -> {
            if (bound.isSuccess()) {
                listening.complete(opened(bound.channel()));
            } else {
                listening.completeExceptionally(new TransportException(TransportException.Reason.BIND,
                        "tcp " + Addresses.text(bind) + ": " + bound.cause().getMessage(), bound.cause()));
            }
        });
        return listening.minimalCompletionStage();
    }

    private ListenPoint opened(Channel server) {
        channels.add(server);
        ListenPoint point = new ListenPoint(
                TransportProtocol.TCP, (InetSocketAddress) server.localAddress(), server::close);
        names.add(point);
        server.closeFuture().addListener(closed -> names.remove(point));
        return point;
    }

    private WriteBufferWaterMark waterMark() {
        return new WriteBufferWaterMark(limits.maxQueuedBytes() / 2, limits.maxQueuedBytes());
    }

    private void add(SocketChannel channel, boolean accepted) {
        channels.add(channel); // closes it at once when we are closing
        NettyLoop loop = byEventLoop.get(channel.eventLoop());
        channel.pipeline().addLast(new TcpConnection(
                this, intake, limits, loop, accepted, lastId.incrementAndGet()));
    }

    /** A channel is up; false when it is one too many. On its loop. */
    boolean opened(TcpConnection connection, Flow flow) {
        if (connection.isAccepted()) {
            ConnectionCaps.Admission admission = caps.accept(flow.remote().getAddress());
            if (admission != ConnectionCaps.Admission.ADMITTED) {
                intake.metrics().connectionRefused(TransportMetrics.label(admission.name()));
                return false;
            }
        }
        byId.put(flow.connection(), connection);
        byRemote.put(flow.remote(), connection);
        CompletableFuture<Flow> waiting = connection.isAccepted() ? null : connecting.remove(flow.remote());
        if (waiting != null) {
            waiting.complete(flow);
        }
        return true;
    }

    /** An admitted connection is gone. On its loop, once. */
    void closed(TcpConnection connection, Flow flow, String why) {
        byId.remove(flow.connection());
        byRemote.remove(flow.remote(), connection);
        if (connection.isAccepted()) {
            caps.acceptedClosed(flow.remote().getAddress());
        }
        intake.closed(flow, why);
    }

    Optional<TcpConnection> connection(Flow flow) {
        return Optional.ofNullable(byId.get(flow.connection())).filter(TcpConnection::isOpen);
    }

    /** The open connection to that address, or a new one. */
    CompletionStage<Flow> flowTo(InetSocketAddress remote) {
        CompletableFuture<Flow> mine = new CompletableFuture<>();
        CompletableFuture<Flow> earlier = connecting.putIfAbsent(remote, mine);
        if (earlier != null) {
            return earlier.minimalCompletionStage();
        }
        TcpConnection open = byRemote.get(remote);
        Flow flow = open == null || !open.isOpen() ? null : open.flow();
        if (flow != null) {
            connecting.remove(remote, mine);
            mine.complete(flow);
        } else if (!caps.open()) {
            fail(remote, mine, new TransportException(
                    TransportException.Reason.FULL, "connections: " + limits.maxConnections() + " are open"));
        } else {
            connect(remote, mine);
        }
        return mine.minimalCompletionStage();
    }

    /** Each attempt counts as a connection until its channel is closed, which a failed one is at once. */
    private void connect(InetSocketAddress remote, CompletableFuture<Flow> connected) {
        Bootstrap bootstrap = new Bootstrap().group(loops.next().eventLoop())
                .channelFactory(loops.socketChannels())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) limits.connectTimeout().toMillis())
                .option(ChannelOption.TCP_NODELAY, true).option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark())
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        add(channel, false);
                    }
                });
        names.listenerFor(TransportProtocol.TCP, remote.getAddress())
                .filter(local -> !local.getAddress().isAnyLocalAddress())
                .ifPresent(local -> bootstrap.localAddress(local.getAddress(), 0));
        ChannelFuture attempt = bootstrap.connect(remote);
        attempt.channel().closeFuture().addListener(closed -> caps.openedClosed());
        attempt.addListener(done -> {
            if (done.isSuccess()) {
                // only matters when it was reset before it could be used: else the flow is known by then
                attempt.channel().closeFuture().addListener(
                        closed -> fail(remote, connected, SipTransports.closedFailure()));
            } else {
                fail(remote, connected, failure(remote, done.cause()));
            }
        });
    }

    private void fail(InetSocketAddress remote, CompletableFuture<Flow> waiting, TransportException why) {
        connecting.remove(remote, waiting);
        waiting.completeExceptionally(why);
    }

    private static TransportException failure(InetSocketAddress remote, Throwable cause) {
        TransportException.Reason reason = TransportException.Reason.UNREACHABLE;
        String text = String.valueOf(cause.getMessage());
        if (cause instanceof ConnectTimeoutException) {
            reason = TransportException.Reason.TIMEOUT;
        } else if (cause instanceof ClosedChannelException) {
            reason = TransportException.Reason.CLOSED;
        } else if (text.contains("refused") || text.contains("reset")) {
            reason = TransportException.Reason.REFUSED;
        }
        return new TransportException(reason, "tcp " + Addresses.text(remote) + ": " + text, cause);
    }

    /** No new connections from outside. */
    void stopListening() {
        names.points().stream().filter(p -> p.protocol() == TransportProtocol.TCP).forEach(ListenPoint::close);
    }

    /** Completes when all that was written so far has left, or could not. */
    CompletableFuture<Void> flushed() {
        return CompletableFuture.allOf(byId.values().stream().map(TcpConnection::flushed)
                .toArray(CompletableFuture<?>[]::new));
    }

    /** Closes listeners and connections, those just coming up too; completes when no channel is left. */
    CompletableFuture<Void> close() {
        byId.values().forEach(connection -> connection.close("transport closed"));
        CompletableFuture<Void> done = new CompletableFuture<>();
        channels.close().addListener(closed -> done.complete(null));
        return done;
    }
}
