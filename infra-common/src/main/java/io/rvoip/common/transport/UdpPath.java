package io.rvoip.common.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.rvoip.common.DatagramPath;
import java.net.InetSocketAddress;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** A bound UDP socket: the last handler of its channel and the path its owner holds. */
final class UdpPath extends ChannelInboundHandlerAdapter implements DatagramPath {
    private final NettyLoop loop;
    private final Receiver receiver;
    /** Null when datagrams are copied to the heap. */
    private final @Nullable WholeBufferAllocator buffers;
    private final int maxDatagram;
    private final UdpCounters counters;
    private final boolean gathers;
    private volatile @Nullable ChannelHandlerContext context;
    private volatile @Nullable InetSocketAddress local;
    private boolean flushPending;

    /** @param gathers whether what is sent leaves once the loop has dealt with what has arrived */
    UdpPath(NettyLoop loop, Receiver receiver, UdpCounters counters, @Nullable WholeBufferAllocator buffers,
            int maxDatagram, boolean gathers) {
        this.loop = loop;
        this.receiver = receiver;
        this.counters = counters;
        this.buffers = buffers;
        this.maxDatagram = maxDatagram;
        this.gathers = gathers;
    }

    /** The socket has its address; the channel tells its handlers only later. False when it is closed already. */
    boolean bound() {
        ChannelHandlerContext ctx = context;
        local = ctx == null ? null : (InetSocketAddress) ctx.channel().localAddress();
        return local != null;
    }

    @Override
    public InetSocketAddress localAddress() {
        InetSocketAddress address = local;
        if (address == null) {
            throw new IllegalStateException("the path is not bound yet");
        }
        return address;
    }

    @Override
    public boolean send(ByteBuf datagram, InetSocketAddress to) {
        if (!loop.inLoop()) {
            datagram.release();
            throw new IllegalStateException("send was called outside of loop " + loop);
        }
        ChannelHandlerContext ctx = context;
        if (ctx == null || !ctx.channel().isActive()) {
            return UdpCounters.drop(datagram, counters.closed);
        }
        if (!ctx.channel().isWritable() && flushPending) {
            ctx.flush(); // it is full of what could have left
        }
        if (!ctx.channel().isWritable()) {
            return UdpCounters.drop(datagram, counters.full);
        }
        if (gathers) {
            ctx.write(new DatagramPacket(datagram, to), ctx.voidPromise());
            if (!flushPending) {
                flushPending = true;
                loop.flushLater(this);
            }
        } else {
            ctx.writeAndFlush(new DatagramPacket(datagram, to), ctx.voidPromise());
        }
        return true;
    }

    @Override
    public void close() {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            return;
        }
        try {
            ctx.channel().flush(); // what was sent before is sent: a BYE of RTCP, a last answer
            ctx.channel().close();
        } catch (RejectedExecutionException ended) {
            // its loop has ended, and its channels with it
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        DatagramPacket packet = (DatagramPacket) message;
        ByteBuf content = packet.content();
        if (content.readableBytes() > maxDatagram) {
            UdpCounters.drop(content, counters.oversize);
            return;
        }
        ByteBuf datagram;
        if (buffers == null) {
            datagram = copy(content);
        } else {
            loop.mediaReads().received();
            datagram = buffers.withRoom(content, UdpBinder.TAIL_ROOM, ctx.alloc());
        }
        try {
            receiver.received(this, datagram, packet.sender());
        } catch (Throwable failure) {
            loop.failed(failure);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (buffers != null) {
            buffers.forget();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        counters.failures.increment();
    }

    /** Called by the loop, once what had arrived is dealt with. */
    void flushNow() {
        flushPending = false;
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.flush();
        }
    }

    private static ByteBuf copy(ByteBuf content) {
        byte[] bytes = new byte[content.readableBytes()];
        content.readBytes(bytes);
        content.release();
        return Unpooled.wrappedBuffer(bytes);
    }
}
