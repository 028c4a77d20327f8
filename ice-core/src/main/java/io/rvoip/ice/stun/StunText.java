package io.rvoip.ice.stun;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Bounds of text in attributes, in bytes of UTF-8. */
final class StunText {
    static final int MAX_USERNAME = 508;
    static final int MAX_TEXT = 763;
    private static final int MAX_DOMAIN = 255;
    private static final Pattern DOMAIN =
            Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\\.?");

    private StunText() {}

    static void requireBytes(String what, String value, int most) {
        int length = value.getBytes(StandardCharsets.UTF_8).length;
        if (length > most) {
            throw new IllegalArgumentException(what + ": " + length + " bytes (expected: at most " + most + ")");
        }
    }

    /** Whether it is a name by RFC 1123 §2.1, with A-labels where it is international (RFC 5890). */
    static boolean isDomain(String text) {
        return text.length() <= MAX_DOMAIN && DOMAIN.matcher(text).matches();
    }

    static void requireResolved(String what, InetSocketAddress address) {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException(what + ": " + address + " (expected: a numeric address)");
        }
    }

    static void requireShort(String what, int value) {
        if (value < 0 || value > 0xFFFF) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: 0-65535)");
        }
    }

    static void requireOctet(String what, int value) {
        if (value < 0 || value > 0xFF) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: 0-255)");
        }
    }
}
