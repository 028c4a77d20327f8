package io.rvoip.sip.internal;

import java.util.Arrays;

/** Puts bytes and ASCII text together without a detour over text, so that bytes that are no UTF-8 survive. */
public final class ByteText {
    private byte[] bytes;
    private int length;

    /** Room for about this many bytes. */
    public ByteText(int room) {
        bytes = new byte[Math.max(16, room)];
    }

    /** Appends [from, to) of an array. */
    public ByteText add(byte[] s, int from, int to) {
        if (length + to - from > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + to - from));
        }
        System.arraycopy(s, from, bytes, length, to - from);
        length += to - from;
        return this;
    }

    /** Appends a whole array. */
    public ByteText add(byte[] s) {
        return add(s, 0, s.length);
    }

    /** Appends text as UTF-8. */
    public ByteText add(String text) {
        return add(Chars.bytes(text));
    }

    /** What was put together. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }
}
