package io.rvoip.rtp.zrtp;

import io.rvoip.rtp.zrtp.ZrtpAlgorithm.Hash;
import java.util.Arrays;
import java.security.MessageDigest;

/** The MAC at the end of Hello, Commit and DHPart messages, whose key is revealed later (RFC 6189 section 9). */
final class Sealed {
    private Sealed() {}

    static void seal(ZrtpMath math, byte[] message, byte[] key) {
        int at = message.length - ZrtpMath.SHORT_MAC;
        System.arraycopy(math.shortMac(Hash.S256, key, Arrays.copyOf(message, at)), 0, message, at, ZrtpMath.SHORT_MAC);
    }

    static boolean isSound(ZrtpMath math, byte[] message, byte[] key) {
        int at = message.length - ZrtpMath.SHORT_MAC;
        return MessageDigest.isEqual(math.shortMac(Hash.S256, key, Arrays.copyOf(message, at)),
                Arrays.copyOfRange(message, at, message.length));
    }
}
