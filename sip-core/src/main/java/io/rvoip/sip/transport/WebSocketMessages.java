package io.rvoip.sip.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One message of SIP for one of WebSocket, both ways (RFC 7118 §5). Fragments are put together within bounds: of size,
 * and of number, since empty ones cost nothing to send.
 */
final class WebSocketMessages extends ChannelDuplexHandler {
    private static final int MAX_FRAGMENTS = 64;

    private final int maxMessage;
    private @Nullable ByteBuf held;
    private int fragments;

    WebSocketMessages(int maxMessage) {
        this.maxMessage = maxMessage;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object read) {
        if (!(read instanceof WebSocketFrame frame)) {
            ctx.fireChannelRead(read); // of the handshake
            return;
        }
        try {
            boolean data = frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame;
            if (data && frame.isFinalFragment()) {
                ctx.fireChannelRead(frame.content().retain());
            } else if (data || frame instanceof ContinuationWebSocketFrame) {
                fragment(ctx, frame);
            } else if (frame instanceof PongWebSocketFrame) {
                ctx.fireChannelRead(Unpooled.EMPTY_BUFFER); // a sign of life, no message
            }
        } finally {
            frame.release();
        }
    }

    /** Which fragment may follow which has been checked by the frame decoder. */
    private void fragment(ChannelHandlerContext ctx, WebSocketFrame frame) {
        ByteBuf message = held == null ? Unpooled.buffer(frame.content().readableBytes()) : held;
        held = message;
        fragments++;
        if (fragments > MAX_FRAGMENTS || message.readableBytes() + frame.content().readableBytes() > maxMessage) {
            forget();
            ctx.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.MESSAGE_TOO_BIG))
                    .addListener(ChannelFutureListener.CLOSE);
            return;
        }
        message.writeBytes(frame.content());
        if (frame.isFinalFragment()) {
            held = null;
            fragments = 0;
            ctx.fireChannelRead(message);
        }
    }

    private void forget() {
        if (held != null) {
            held.release();
            held = null;
        }
        fragments = 0;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        forget();
        ctx.fireChannelInactive();
    }

    /** Text where it is text: some clients take nothing else. */
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes) {
            boolean text = ByteBufUtil.isText(bytes, StandardCharsets.UTF_8);
            ctx.write(text ? new TextWebSocketFrame(bytes) : new BinaryWebSocketFrame(bytes), promise);
        } else {
            ctx.write(message, promise);
        }
    }
}
