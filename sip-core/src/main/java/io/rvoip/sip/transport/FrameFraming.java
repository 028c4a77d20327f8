package io.rvoip.sip.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/** Where each buffer is one message, or a keep-alive (RFC 7118 §5, §6; RFC 5626 §3.5.1). Sans-I/O. */
final class FrameFraming implements Framing {
    private static final int PING_LENGTH = 4;

    @Override
    public void feed(ByteBuf bytes, Sink sink) {
        int length = bytes.readableBytes();
        byte[] message = ByteBufUtil.getBytes(bytes);
        bytes.skipBytes(length);
        if (length > PING_LENGTH || !isEmptyLines(message)) {
            sink.message(Unpooled.wrappedBuffer(message));
        } else if (length == PING_LENGTH) {
            sink.ping();
        }
    }

    private static boolean isEmptyLines(byte[] message) {
        for (byte one : message) {
            if (one != '\r' && one != '\n') {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean inMessage() {
        return false;
    }
}
