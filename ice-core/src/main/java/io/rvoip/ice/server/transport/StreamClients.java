package io.rvoip.ice.server.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.rvoip.common.Metrics;
import io.rvoip.common.transport.NettyLoop;
import io.rvoip.ice.server.RelayServer;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The listeners for streams, and who came by them. Confined to the loop of the server. */
final class StreamClients {
    private static final int BACKLOG = 128;
    private static final int QUEUE = 128 << 10;
    private static final long HANDSHAKE_MILLIS = 10_000;
    private static final String CLOSED = "rvoip_turn_connections_closed_total";

    final Metrics.Counter broken;
    final Metrics.Counter idle;
    private final Metrics.Counter refusedRate;
    private final Metrics.Counter refusedFull;
    private final NettyLoop loop;
    private final RelayServer server;
    private final Supplier<SslContext> tls;
    private final int most;
    private final Set<Channel> channels = new HashSet<>();

    /** @param most connections at once */
    StreamClients(NettyLoop loop, RelayServer server, Supplier<SslContext> tls, int most, Metrics metrics) {
        this.loop = loop;
        this.server = server;
        this.tls = tls;
        this.most = most;
        broken = metrics.counter(CLOSED, "reason", "broken");
        idle = metrics.counter(CLOSED, "reason", "idle");
        refusedRate = metrics.counter(CLOSED, "reason", "rate");
        refusedFull = metrics.counter(CLOSED, "reason", "full");
    }

    RelayServer server() {
        return server;
    }

    CompletionStage<Channel> bind(InetSocketAddress address, boolean secure) {
        CompletableFuture<Channel> bound = new CompletableFuture<>();
        new ServerBootstrap()
                .group(loop.eventLoop(), loop.eventLoop())
                .channelFactory(loop.loops().serverChannels())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(QUEUE / 2, QUEUE))
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel, secure);
                    }
                })
                .bind(address)
                .addListener((ChannelFuture done) -> {
                    if (done.isSuccess()) {
                        bound.complete(done.channel());
                    } else {
                        bound.completeExceptionally(done.cause());
                    }
                });
        return bound;
    }

    private void accept(Channel channel, boolean secure) {
        if (channels.size() >= most) {
            refusedFull.increment();
            channel.close();
            return;
        }
        if (!(channel.remoteAddress() instanceof InetSocketAddress from) || !server.admits(from.getAddress())) {
            refusedRate.increment();
            channel.close();
            return;
        }
        channels.add(channel);
        if (secure) {
            SslHandler handler = tls.get().newHandler(channel.alloc());
            handler.setHandshakeTimeoutMillis(HANDSHAKE_MILLIS);
            channel.pipeline().addLast(handler);
        }
        channel.pipeline().addLast(new StreamClient(this));
    }

    void left(Channel channel) {
        channels.remove(channel);
    }

    void close() {
        List.copyOf(channels).forEach(Channel::close);
    }
}
