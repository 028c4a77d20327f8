package io.rvoip.rtp.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.rvoip.common.Loop;
import io.rvoip.common.transport.NettyLoop;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Takes connections over TCP on the loop of the port, which must be one of {@link io.rvoip.common.transport.EventLoops}. */
public final class TcpListener implements ConnectionListener {
    private static final int BACKLOG = 128;

    /** One for as many ports as there are. */
    public TcpListener() {}

    @Override
    public CompletionStage<Runnable> listen(InetSocketAddress local, Loop loop, MediaConnections to) {
        NettyLoop netty = NettyLoop.of(loop);
        CompletableFuture<Runnable> bound = new CompletableFuture<>();
        new ServerBootstrap()
                .group(netty.eventLoop(), netty.eventLoop())
                .channelFactory(netty.loops().serverChannels())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_SNDBUF, FramedConnection.SEND_BUFFER)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, FramedConnection.WATER_MARK)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel, to);
                    }
                })
                .bind(local)
                .addListener((ChannelFuture done) -> {
                    if (done.isSuccess()) {
                        Channel channel = done.channel();
                        bound.complete(channel::close);
                    } else {
                        BindException named = new BindException("tcp " + local + ": " + done.cause().getMessage());
                        named.initCause(done.cause());
                        bound.completeExceptionally(named);
                    }
                });
        return bound;
    }

    private static void accept(Channel channel, MediaConnections to) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress from)) {
            channel.close(); // it has ended already
            return;
        }
        FramedConnection connection = new FramedConnection(from, channel);
        if (to.accepted(connection)) {
            connection.readTo(to);
        } else {
            channel.close();
        }
    }
}
