package io.rvoip.api.internal.events;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Puts text messages together from their frames (RFC 6455 §5.4), up to a size. Confined to one loop. */
final class MessageAssembly {
    private static final int PROTOCOL_ERROR = 1002;
    private static final int UNSUPPORTED = 1003;
    private static final int NOT_UTF8 = 1007;
    private static final int TOO_LARGE = 1009;

    /** What a frame led to. */
    sealed interface Outcome {
        /** A whole message. */
        record Message(String text) implements Outcome {}

        /** More is to come. */
        record Incomplete() implements Outcome {}

        /** Not acceptable; to be closed with {@code code}. */
        record Refused(int code, String why) implements Outcome {}
    }

    private final int most;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private boolean begun;

    MessageAssembly(int most) {
        this.most = most;
    }

    /** Takes a data frame in; the frame stays the caller's. */
    Outcome add(WebSocketFrame frame) {
        if (frame instanceof BinaryWebSocketFrame) {
            return new Outcome.Refused(UNSUPPORTED, "text only");
        }
        if (frame instanceof TextWebSocketFrame == begun) {
            return new Outcome.Refused(PROTOCOL_ERROR, "frames out of order");
        }
        ByteBuf content = frame.content();
        if (message.size() + content.readableBytes() > most) {
            return new Outcome.Refused(TOO_LARGE, "at most " + most + " octets");
        }
        byte[] octets = new byte[content.readableBytes()];
        content.getBytes(content.readerIndex(), octets);
        message.writeBytes(octets);
        begun = !frame.isFinalFragment();
        return begun ? new Outcome.Incomplete() : whole();
    }

    private Outcome whole() {
        ByteBuffer octets = ByteBuffer.wrap(message.toByteArray());
        message.reset();
        try {
            return new Outcome.Message(StandardCharsets.UTF_8.newDecoder().decode(octets).toString());
        } catch (CharacterCodingException notUtf8) {
            return new Outcome.Refused(NOT_UTF8, "not UTF-8");
        }
    }
}
