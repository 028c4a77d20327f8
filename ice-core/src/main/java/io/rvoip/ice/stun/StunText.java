package io.rvoip.ice.stun;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Bounds of text in attributes, in bytes of UTF-8. */
final class StunText {
    static final int MAX_USERNAME = 508;
    static final int MAX_TEXT = 763;

    private StunText() {}

    static void requireBytes(String what, String value, int most) {
        int length = value.getBytes(StandardCharsets.UTF_8).length;
        if (length > most) {
            throw new IllegalArgumentException(what + ": " + length + " bytes (expected: at most " + most + ")");
        }
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
