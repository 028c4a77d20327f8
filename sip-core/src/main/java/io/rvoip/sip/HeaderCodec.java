package io.rvoip.sip;

import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the values of one header field.
 *
 * @param <T> an immutable value
 */
public interface HeaderCodec<T> {
    /**
     * Reads the value that fills [from, to): without the spaces around it, without line folding. Must not throw. Returns
     * null with the reason in {@code fault} when it is malformed, and null without a fault for a well-formed value that
     * this type does not cover (an unknown authentication scheme).
     */
    @Nullable T read(byte[] s, int from, int to, Fault fault);

    /** The value as it stands in a message. */
    default String write(T value) {
        return value.toString();
    }
}
