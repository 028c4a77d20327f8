package io.rvoip.sip.transport.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import java.util.Objects;

/**
 * Sits before the TLS handler and watches the record headers: once the handshake is done, another one under TLS 1.2
 * is a renegotiation, which costs us far more than the peer, and nobody needs. The connection is closed. Under
 * TLS 1.3 handshake records look like data from outside, and renegotiation does not exist. One for each connection.
 */
public final class RenegotiationGuard extends ChannelInboundHandlerAdapter {
    private static final int HANDSHAKE = 22;
    private static final int HEADER_BYTES = 5;

    private int headerBytes;
    private int type;
    private int length;
    private int left;

    /** For a new connection, whose TLS handler comes next. */
    public RenegotiationGuard() {}

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object read) {
        ByteBuf bytes = (ByteBuf) read;
        boolean begun = handshakeDone(ctx);
        if (scan(bytes) && begun) {
            bytes.release();
            ctx.close();
        } else {
            ctx.fireChannelRead(bytes);
        }
    }

    private static boolean handshakeDone(ChannelHandlerContext ctx) {
        return Objects.requireNonNull(ctx.pipeline().get(SslHandler.class), "the TLS handler")
                .handshakeFuture().isSuccess();
    }

    /** Whether a handshake record begins in these bytes; what is no TLS at all is for the TLS handler to refuse. */
    private boolean scan(ByteBuf bytes) {
        boolean found = false;
        int at = bytes.readerIndex();
        while (at < bytes.writerIndex()) {
            if (left > 0) {
                int skip = Math.min(left, bytes.writerIndex() - at);
                left -= skip;
                at += skip;
                continue;
            }
            found |= header(bytes.getUnsignedByte(at));
            at++;
        }
        return found;
    }

    private boolean header(int octet) {
        headerBytes++;
        if (headerBytes == 1) {
            type = octet;
        } else if (headerBytes == HEADER_BYTES - 1) {
            length = octet << Byte.SIZE;
        } else if (headerBytes == HEADER_BYTES) {
            left = length + octet;
            headerBytes = 0;
            return type == HANDSHAKE;
        }
        return false;
    }
}
