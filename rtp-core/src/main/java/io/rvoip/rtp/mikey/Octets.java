package io.rvoip.rtp.mikey;

import io.rvoip.common.crypto.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Octets of a message as a value: immutable, equal when they are the same. Nothing secret: it prints. */
public final class Octets {
    /** None. */
    public static final Octets NONE = new Octets(new byte[0]);

    private final byte[] value;

    private Octets(byte[] value) {
        this.value = value;
    }

    /** A copy of these. */
    public static Octets of(byte[] octets) {
        return new Octets(octets.clone());
    }

    static Octets of(String text) {
        return new Octets(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A copy. */
    public byte[] toArray() {
        return value.clone();
    }

    /** How many. */
    public int length() {
        return value.length;
    }

    /** As text, whatever it is. */
    public String text() {
        return new String(value, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Octets that && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return Bytes.hex(value);
    }
}
