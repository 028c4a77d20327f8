package io.rvoip.rtp.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection over TCP, each of whose packets follows its length (RFC 4571). Confined to its loop. */
class FramedConnection extends MediaConnection {
    private static final Logger LOG = LoggerFactory.getLogger(FramedConnection.class);
    /** A quarter of a second of video: what waits longer is of no use. */
    private static final int QUEUE = 64 << 10;
    /** Beyond the queue: checks are few and small. */
    private static final int QUEUE_OF_CHECKS = 16 << 10;

    static final int SEND_BUFFER = 128 << 10;
    static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(QUEUE / 2, QUEUE);

    final Channel channel;

    FramedConnection(InetSocketAddress from, Channel channel) {
        super(from);
        this.channel = channel;
    }

    /** What comes goes there from now on. */
    void readTo(ConnectionEvents events) {
        channel.pipeline().addLast(new Reader(this, events));
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

    private static final class Reader extends ChannelInboundHandlerAdapter {
        private final FramedConnection connection;
        private final ConnectionEvents to;
        private final FrameReader frames;

        Reader(FramedConnection connection, ConnectionEvents to) {
            this.connection = connection;
            this.to = to;
            frames = new FrameReader(connection.channel.alloc(), packet -> to.received(connection, packet));
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf stream = (ByteBuf) message;
            try {
                if (!frames.read(stream)) {
                    to.broken(connection, "a packet of more than " + FrameReader.LONGEST + " octets");
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
                LOG.error("A connection for media with {} is closed", connection.from(), cause);
            }
            to.broken(connection, String.valueOf(cause.getMessage()));
        }
    }
}
