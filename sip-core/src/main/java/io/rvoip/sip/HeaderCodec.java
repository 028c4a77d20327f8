package io.rvoip.sip;

import io.rvoip.sip.internal.Chars;
import io.rvoip.sip.internal.Wire;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the values of one header field.
 *
 * @param <T> an immutable value
 */
public interface HeaderCodec<T> {
    /**
     * Reads the value that fills [from, to): without the spaces around it, without line folding. Must not throw.
     * Returns null with the reason in {@code fault} when it is malformed, and null without a fault for a well-formed
     * value that this type does not cover (an unknown authentication scheme).
     */
    @Nullable T read(byte[] s, int from, int to, Fault fault);

    /** The value as it stands in a message. */
    default String write(T value) {
        return value.toString();
    }

    /**
     * The value as it stands in a message, in bytes: what {@link #write} says as UTF-8. To be overridden where values
     * came from the wire and text would lose bytes.
     *
     * @throws SipSyntaxException when the text holds CR, LF or NUL
     */
    default byte[] encode(T value) {
        return Chars.bytes(Wire.clean("value", write(value)));
    }
}
