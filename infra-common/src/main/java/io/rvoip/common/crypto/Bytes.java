package io.rvoip.common.crypto;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Small things done with octets where doing them carelessly would leak or break. Stateless. */
public final class Bytes {
    private static final HexFormat HEX = HexFormat.of();

    private Bytes() {}

    /** Compares in a time that depends on the lengths only. */
    public static boolean constantTimeEquals(byte[] one, byte[] other) {
        return MessageDigest.isEqual(one, other);
    }

    /** Compares as UTF-8 in a time that depends on the lengths only. */
    public static boolean constantTimeEquals(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    /** Lower-case hexadecimal, two digits for each octet. */
    public static String hex(byte[] octets) {
        return HEX.formatHex(octets);
    }

    /**
     * The octets that {@code hex} names, in either case.
     *
     * @throws IllegalArgumentException when a digit is wrong or missing
     */
    public static byte[] fromHex(String hex) {
        return HEX.parseHex(hex);
    }
}
