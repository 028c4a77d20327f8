package io.rvoip.ice.server.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.ScheduledFuture;
import io.rvoip.ice.server.ClientLink;
import io.rvoip.ice.turn.TurnFraming;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client that came by TCP or TLS: cuts its stream into frames. A connection without an allocation is closed after half a
 * minute, and one whose stream cannot be read at once. Confined to the loop of the server.
 */
final class StreamClient extends ByteToMessageDecoder {
    private static final int LONGEST_FRAME = 2_048;
    private static final long PATIENCE_SECONDS = 30;

    private final StreamClients clients;
    private @Nullable Link link;
    private @Nullable ScheduledFuture<?> patience;

    StreamClient(StreamClients clients) {
        this.clients = clients;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        link = new Link(ctx);
        expectAllocation(ctx);
        ctx.fireChannelActive();
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf stream, List<Object> out) {
        Link from = link;
        int length = TurnFraming.next(stream, LONGEST_FRAME);
        if (length == TurnFraming.BROKEN || from == null) {
            clients.broken.increment();
            stream.skipBytes(stream.readableBytes());
            ctx.close();
        } else if (length != TurnFraming.INCOMPLETE) {
            clients.server().received(from, stream.readRetainedSlice(length));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        super.channelInactive(ctx);
        ScheduledFuture<?> waiting = patience;
        if (waiting != null) {
            waiting.cancel(false);
        }
        Link gone = link;
        if (gone != null) {
            clients.server().closed(gone);
        }
        clients.left(ctx.channel());
    }

    /** Connections break, and strangers send what is no TLS: the connection ends, and is counted. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        clients.broken.increment();
        ctx.close();
    }

    private void expectAllocation(ChannelHandlerContext ctx) {
        patience = ctx.executor().schedule(() -> {
            Link waiting = link;
            if (waiting == null || !waiting.allocated()) {
                clients.idle.increment();
                ctx.close();
            }
        }, PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** The way back. */
    private final class Link extends ClientLink {
        private final ChannelHandlerContext context;

        Link(ChannelHandlerContext context) {
            super((InetSocketAddress) context.channel().remoteAddress());
            this.context = context;
        }

        /** What waits for a slow reader is bounded by the channel; beyond it, data is dropped as on any network. */
        @Override
        protected boolean send(ByteBuf frame) {
            Channel channel = context.channel();
            if (!channel.isActive() || !channel.isWritable()) {
                frame.release();
                return false;
            }
            context.writeAndFlush(frame, context.voidPromise());
            return true;
        }

        @Override
        protected boolean stream() {
            return true;
        }

        @Override
        protected void released() {
            if (context.channel().isActive()) {
                expectAllocation(context);
            }
        }
    }
}
