package io.rvoip.sip.sdp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads session descriptions (RFC 8866). Lenient where the field needs it: lines may end with a bare LF, the lines of
 * a section may come in any order, {@code s=} and {@code t=} may be missing. Strict where safety needs it: NUL and
 * lone CR, junk lines, ports and addresses out of range, sizes over the limits. Stateless and thread-safe.
 *
 * <p>An unknown line type is kept, though RFC 8866 §5 would have the whole text ignored: phones do send such lines.
 */
public final class SdpParser {
    private SdpParser() { }

    /** Parses with {@link SdpLimits#DEFAULT}. */
    public static SdpResult parse(String text) {
        return parse(text, SdpLimits.DEFAULT);
    }

    public static SdpResult parse(String text, SdpLimits limits) {
        return new SdpReader(text, limits).read();
    }

    /** Parses with {@link SdpLimits#DEFAULT}. */
    public static SdpResult parse(byte[] text) {
        return parse(text, SdpLimits.DEFAULT);
    }

    /** Bytes are UTF-8, or ISO 8859-1 when they cannot be that. */
    public static SdpResult parse(byte[] text, SdpLimits limits) {
        if (text.length > limits.maxLength()) {
            return SdpReader.tooLong(text.length, limits);
        }
        return parse(decode(text), limits);
    }

    private static String decode(byte[] text) {
        if (isAscii(text)) {
            return new String(text, StandardCharsets.ISO_8859_1); // one copy, where a decoder makes three
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
        } catch (CharacterCodingException e) {
            return new String(text, StandardCharsets.ISO_8859_1);
        }
    }

    private static boolean isAscii(byte[] text) {
        int bits = 0;
        for (byte b : text) {
            bits |= b;
        }
        return bits >= 0;
    }
}
