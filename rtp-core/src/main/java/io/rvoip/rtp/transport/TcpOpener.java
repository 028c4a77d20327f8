package io.rvoip.rtp.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.rvoip.common.Loop;
import io.rvoip.common.transport.NettyLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;

/** Connects over TCP on loops of {@link io.rvoip.common.transport.EventLoops}, within {@value #CONNECT_MILLIS} ms. Thread-safe. */
public final class TcpOpener implements ConnectionOpener {
    static final int CONNECT_MILLIS = 5_000;

    /** One for as many legs as there are. */
    public TcpOpener() {}

    @Override
    public MediaConnection open(InetAddress from, InetSocketAddress to, Loop loop, ConnectionEvents events) {
        NettyLoop netty = NettyLoop.of(loop);
        ChannelFuture connecting = new Bootstrap()
                .group(netty.eventLoop())
                .channelFactory(netty.loops().socketChannels())
                .option(ChannelOption.AUTO_READ, false) // until somebody reads
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .option(ChannelOption.SO_SNDBUF, FramedConnection.SEND_BUFFER)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, FramedConnection.WATER_MARK)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {}
                })
                .connect(to, new InetSocketAddress(from, 0));
        Opening connection = new Opening(to, connecting.channel());
        // In a task of its own: nothing is told before the caller knows of the connection.
        connecting.addListener((ChannelFuture done) -> loop.execute(() -> {
            if (!done.isSuccess()) {
                connection.forgetWaiting();
                events.broken(connection, String.valueOf(done.cause().getMessage()));
            } else if (connection.ended) {
                done.channel().close();
            } else {
                connection.readTo(events);
                done.channel().config().setAutoRead(true);
                connection.connected();
                if (!done.channel().isActive()) {
                    events.closed(connection);
                }
            }
        }));
        return connection;
    }

    /** What is sent before it is there waits for it. */
    private static final class Opening extends FramedConnection {
        /** A check, and what a far end that knows us already may be sent early. */
        private static final int MOST_WAITING = 8;

        private final Queue<ByteBuf> waiting = new ArrayDeque<>();
        private boolean there;
        private boolean ended;

        Opening(InetSocketAddress to, Channel channel) {
            super(to, channel);
        }

        @Override
        protected boolean send(ByteBuf packet, boolean check) {
            if (there) {
                return super.send(packet, check);
            }
            if (ended || !check || waiting.size() >= MOST_WAITING) {
                packet.release();
                return false;
            }
            waiting.add(packet);
            return true;
        }

        void connected() {
            there = true;
            while (!waiting.isEmpty()) {
                super.send(waiting.remove(), true);
            }
        }

        void forgetWaiting() {
            ended = true;
            waiting.forEach(ByteBuf::release);
            waiting.clear();
        }

        @Override
        protected void close() {
            forgetWaiting();
            super.close();
        }
    }
}
