package io.rvoip.rtp.zrtp;

import io.rvoip.rtp.zrtp.ZrtpAlgorithm.Hash;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/**
 * The proof that the keys fit (RFC 6189 section 5.7). A signature of the far end is read over: nobody here checks it, and
 * our Hello says so.
 *
 * @param h0 the beginning of its sender's hash chain
 * @param verified the SAS was compared in an earlier call
 * @param cacheSeconds how long the far end keeps the new secret, unsigned 32 bits
 */
record Confirm(byte[] h0, boolean verified, long cacheSeconds) {
    static final String FIRST = "Confirm1";
    static final String SECOND = "Confirm2";

    private static final int MAC_AT = 12;
    private static final int IV_AT = 20;
    private static final int SECRET_AT = 36;
    private static final int IV_BYTES = 16;
    private static final int SECRET_BYTES = 40;
    private static final int VERIFIED = 4;

    byte[] write(ZrtpMath math, String type, Hash hash, ZrtpKeys.Side keys, byte[] iv) {
        byte[] plain = ByteBuffer.allocate(SECRET_BYTES).put(h0).putInt(verified ? VERIFIED : 0)
                .putInt((int) cacheSeconds).array();
        byte[] secret = math.cfb(Cipher.ENCRYPT_MODE, keys.confirmKey(), iv, plain);
        byte[] message = ZrtpPacket.message(type, SECRET_AT - ZrtpPacket.CONTENT_AT + secret.length);
        System.arraycopy(math.shortMac(hash, keys.macKey(), secret), 0, message, MAC_AT, ZrtpMath.SHORT_MAC);
        System.arraycopy(iv, 0, message, IV_AT, IV_BYTES);
        System.arraycopy(secret, 0, message, SECRET_AT, secret.length);
        return message;
    }

    static boolean isLongEnough(byte[] message) {
        return message.length >= SECRET_AT + SECRET_BYTES;
    }

    /** Null when the keys do not fit. */
    static @Nullable Confirm read(ZrtpMath math, byte[] message, Hash hash, ZrtpKeys.Side keys) {
        byte[] secret = Arrays.copyOfRange(message, SECRET_AT, message.length);
        byte[] mac = Arrays.copyOfRange(message, MAC_AT, IV_AT);
        if (!MessageDigest.isEqual(mac, math.shortMac(hash, keys.macKey(), secret))) {
            return null;
        }
        ByteBuffer plain = ByteBuffer.wrap(math.cfb(Cipher.DECRYPT_MODE, keys.confirmKey(),
                Arrays.copyOfRange(message, IV_AT, SECRET_AT), secret));
        byte[] h0 = new byte[HashChain.BYTES];
        plain.get(h0);
        int flags = plain.getInt();
        return new Confirm(h0, (flags & VERIFIED) != 0, plain.getInt() & 0xFFFF_FFFFL);
    }
}
