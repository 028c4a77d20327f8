package io.rvoip.ice.stun;

import io.rvoip.common.crypto.CryptoProvider;
import java.security.InvalidKeyException;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The sums over a message: HMAC (RFC 8489 §14.5, §14.6) and fingerprint (§14.7). */
final class StunIntegrity {
    static final int SHA1_LENGTH = 20;
    static final int SHA256_LENGTH = 32;
    private static final int FINGERPRINT_XOR = 0x5354554e;

    private StunIntegrity() {}

    /**
     * The HMAC of the message up to the attribute that will hold it.
     *
     * @param at offset of that attribute
     * @param valueLength length of its value: the header's length field counts to its end
     */
    static byte[] hmac(String algorithm, byte[] wire, int at, int valueLength, StunKey key, CryptoProvider crypto) {
        Mac mac = crypto.mac(algorithm);
        try {
            mac.init(new SecretKeySpec(key.bytes(), algorithm));
        } catch (InvalidKeyException e) {
            throw new IllegalArgumentException("key: refused by " + crypto + ": " + e.getMessage(), e);
        }
        int length = at + 4 + valueLength - StunMessage.HEADER_LENGTH;
        mac.update(wire, 0, 2);
        mac.update((byte) (length >> 8));
        mac.update((byte) length);
        mac.update(wire, 4, at - 4);
        return mac.doFinal();
    }

    /** The fingerprint of the message whose FINGERPRINT attribute starts at {@code at}; the length field is right. */
    static int fingerprint(byte[] wire, int at) {
        CRC32 crc = new CRC32();
        crc.update(wire, 0, at);
        return (int) crc.getValue() ^ FINGERPRINT_XOR;
    }
}
