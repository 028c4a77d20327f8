package io.rvoip.rtp.zrtp;

import io.rvoip.common.IdSource;
import io.rvoip.common.crypto.Bytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Names one installation, for good: 96 random bits (RFC 6189 section 4.9). Immutable. */
public final class Zid {
    static final int BYTES = 12;

    private final byte[] octets;

    private Zid(byte[] octets) {
        this.octets = octets;
    }

    /** A new one, to be kept. */
    public static Zid random(IdSource random) {
        byte[] octets = new byte[BYTES];
        random.nextBytes(octets);
        return new Zid(octets);
    }

    /** @throws IllegalArgumentException unless there are 24 hexadecimal digits */
    public static Zid of(String hex) {
        byte[] octets = Bytes.fromHex(hex);
        if (octets.length != BYTES) {
            throw new IllegalArgumentException("zid: " + octets.length + " octets (expected: " + BYTES + ")");
        }
        return new Zid(octets);
    }

    static Zid read(byte[] from, int at) {
        return new Zid(Arrays.copyOfRange(from, at, at + BYTES));
    }

    byte[] octets() {
        return octets;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Zid that && Arrays.equals(octets, that.octets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }

    /** 24 hexadecimal digits. */
    @Override
    public String toString() {
        return Bytes.hex(octets);
    }
}
