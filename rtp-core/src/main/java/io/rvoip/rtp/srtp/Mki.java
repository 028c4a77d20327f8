package io.rvoip.rtp.srtp;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * A master key identifier as packets carry it: a number of a fixed length (RFC 4568 section 6.1).
 *
 * @param value not negative
 * @param length octets in each packet, 0 to 128; 0: packets carry none
 */
public record Mki(BigInteger value, int length) {
    /** Packets carry none. */
    public static final Mki NONE = new Mki(BigInteger.ZERO, 0);
    private static final int LONGEST = 128;
    private static final byte[] NO_OCTETS = {};

    /** Checks that the number fits. */
    public Mki {
        if (length < 0 || length > LONGEST) {
            throw new IllegalArgumentException("length: " + length + " octets (expected: 0-" + LONGEST + ")");
        }
        if (value.signum() < 0 || value.bitLength() > 8 * length) {
            throw new IllegalArgumentException("value: " + value + " (expected: a number of " + length + " octets)");
        }
    }

    /** Big-endian, exactly {@link #length()} octets; where there are none, always the same array. */
    byte[] octets() {
        if (length == 0) {
            return NO_OCTETS;
        }
        byte[] number = value.toByteArray();
        byte[] octets = new byte[length];
        int digits = Math.min(number.length, length);
        System.arraycopy(number, number.length - digits, octets, length - digits, digits);
        return octets;
    }

    /** Whether these are the octets at {@code at}; there are enough of them. */
    static boolean isAt(byte[] mki, byte[] data, int at) {
        return Arrays.equals(mki, 0, mki.length, data, at, at + mki.length);
    }
}
