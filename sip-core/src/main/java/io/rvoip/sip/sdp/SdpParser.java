package io.rvoip.sip.sdp;

import io.rvoip.sip.internal.Chars;
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

    /** Parses a text. */
    public static SdpResult parse(String text, SdpLimits limits) {
        return parse(Chars.bytes(text), limits);
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
        boolean ascii = Chars.isAscii(text);
        return new SdpReader(ascii ? text : utf8(text), ascii, limits).read();
    }

    private static byte[] utf8(byte[] text) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
            return text;
        } catch (CharacterCodingException e) {
            return Chars.bytes(new String(text, StandardCharsets.ISO_8859_1));
        }
    }
}
