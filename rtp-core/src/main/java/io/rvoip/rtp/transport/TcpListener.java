package io.rvoip.rtp.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.rvoip.common.Loop;
import io.rvoip.common.transport.NettyLoop;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes connections over TCP on the loop of the port, which must be one of {@link io.rvoip.common.transport.EventLoops}. */
public final class TcpListener implements ConnectionListener {
    private static final Logger LOG = LoggerFactory.getLogger(TcpListener.class);
    private static final int BACKLOG = 128;
    /** A quarter of a second of video: what waits longer is of no use. */
    private static final int QUEUE = 64 << 10;
    /** Beyond the queue: checks are few and small. */
    private static final int QUEUE_OF_CHECKS = 16 << 10;
    private static final int SEND_BUFFER = 128 << 10;

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
                .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(QUEUE / 2, QUEUE))
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
        Accepted connection = new Accepted(from, channel);
        if (to.accepted(connection)) {
            channel.pipeline().addLast(new Reader(connection, to));
        } else {
            channel.close();
        }
    }

    private static final class Accepted extends MediaConnection {
        private final Channel channel;

        Accepted(InetSocketAddress from, Channel channel) {
            super(from);
            this.channel = channel;
        }

        @Override
        protected boolean send(ByteBuf packet, boolean check) {
            boolean room = channel.isWritable() || check && channel.bytesBeforeWritable() < QUEUE / 2 + QUEUE_OF_CHECKS;
            if (!room || !channel.isActive()) {
                packet.release();
                return false;
            }
            channel.write(channel.alloc().buffer(Short.BYTES).writeShort(packet.readableBytes()), channel.voidPromise());
            channel.writeAndFlush(packet, channel.voidPromise());
            return true;
        }

        @Override
        protected void close() {
            channel.close();
        }
    }

    private static final class Reader extends ChannelInboundHandlerAdapter {
        private final Accepted connection;
        private final MediaConnections to;
        private final FrameReader frames;

        Reader(Accepted connection, MediaConnections to) {
            this.connection = connection;
            this.to = to;
            frames = new FrameReader(connection.channel.alloc(), packet -> to.received(connection, packet));
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf stream = (ByteBuf) message;
            try {
                if (!frames.read(stream)) {
                    to.broken(connection);
                }
            } finally {
                stream.release();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            frames.close();
            to.closed(connection);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (!(cause instanceof IOException)) {
                LOG.error("A connection for media from {} is closed", connection.from(), cause);
            }
            to.broken(connection);
        }
    }
}
