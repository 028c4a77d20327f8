package io.rvoip.ice.stun;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;

/** Bytes typed as text. */
final class Hex {
    private Hex() {}

    /** Spaces are free. */
    static byte[] bytes(String... lines) {
        return HexFormat.of().parseHex(String.join("", lines).replaceAll("\\s", ""));
    }

    static ByteBuf buffer(String... lines) {
        return Unpooled.wrappedBuffer(bytes(lines));
    }

    static StunMessage parse(byte[] bytes) {
        StunResult result = new StunParser(StunLimits.DEFAULT).parse(Unpooled.wrappedBuffer(bytes));
        if (result instanceof StunResult.Parsed parsed) {
            return parsed.message();
        }
        throw new AssertionError(result);
    }

    static byte[] wire(StunMessage message) {
        ByteBuf encoded = message.encode();
        byte[] bytes = new byte[encoded.readableBytes()];
        encoded.readBytes(bytes);
        encoded.release();
        return bytes;
    }
}
