package io.rvoip.ice.turn.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.rvoip.ice.turn.TurnFraming;
import java.net.InetSocketAddress;
import java.util.List;

/** Cuts what a server sends into frames, and notices when it can be talked to, and when no longer. */
final class FrameReader extends ByteToMessageDecoder {
    private static final int LONGEST_FRAME = 65_540;

    private final NettyTurnConnection stream;
    private final InetSocketAddress server;
    private final boolean secure;

    FrameReader(NettyTurnConnection stream, InetSocketAddress server, boolean secure) {
        this.stream = stream;
        this.server = server;
        this.secure = secure;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (!secure) {
            stream.ready(ctx.channel());
        }
        ctx.fireChannelActive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                stream.ready(ctx.channel());
            } else {
                stream.broken(ctx.channel(), String.valueOf(handshake.cause().getMessage()));
            }
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        int length = TurnFraming.next(in, LONGEST_FRAME);
        if (length == TurnFraming.BROKEN) {
            in.skipBytes(in.readableBytes());
            stream.broken(ctx.channel(), "what arrives is no STUN");
        } else if (length != TurnFraming.INCOMPLETE) {
            stream.received(in.readSlice(length), server);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        super.channelInactive(ctx);
        stream.broken(ctx.channel(), "closed by the server");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        stream.broken(ctx.channel(), String.valueOf(cause.getMessage()));
    }
}
