package io.rvoip.rtp.zrtp;

import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.rtp.zrtp.ZrtpAlgorithm.Hash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Hashes, MACs, the key derivation (RFC 6189 section 4.5.1) and the cipher of Confirm messages. */
final class ZrtpMath {
    /** Bytes of the MACs that messages carry. */
    static final int SHORT_MAC = 8;

    private static final int BLOCK = 16;

    private final CryptoProvider crypto;

    ZrtpMath(CryptoProvider crypto) {
        this.crypto = crypto;
    }

    CryptoProvider crypto() {
        return crypto;
    }

    byte[] sha256(byte[]... parts) {
        return hash(Hash.S256, parts);
    }

    byte[] hash(Hash hash, byte[]... parts) {
        MessageDigest digest = crypto.digest(hash.digest());
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    byte[] mac(Hash hash, byte[] key, byte[]... parts) {
        Mac mac = crypto.mac(hash.mac());
        try {
            mac.init(new SecretKeySpec(key, hash.mac()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(hash.mac(), e);
        }
        for (byte[] part : parts) {
            mac.update(part);
        }
        return mac.doFinal();
    }

    byte[] shortMac(Hash hash, byte[] key, byte[] over) {
        return Arrays.copyOf(mac(hash, key, over), SHORT_MAC);
    }

    /** @param bytes of the result, at most those of the hash */
    byte[] derive(Hash hash, byte[] key, String label, byte[] context, int bytes) {
        byte[] ends = ByteBuffer.allocate(8).putInt(1).putInt(8 * bytes).array();
        byte[] full = mac(hash, key, Arrays.copyOf(ends, 4), ascii(label), new byte[1], context,
                Arrays.copyOfRange(ends, 4, 8));
        byte[] result = Arrays.copyOf(full, bytes);
        Arrays.fill(full, (byte) 0);
        return result;
    }

    /** AES in CFB mode, feedback of a whole block, the last block cut. */
    byte[] cfb(int mode, byte[] key, byte[] iv, byte[] text) {
        try {
            Cipher cipher = crypto.cipher("AES/CFB/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
            byte[] whole = Arrays.copyOf(text, (text.length + BLOCK - 1) / BLOCK * BLOCK);
            return Arrays.copyOf(cipher.doFinal(whole), text.length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES/CFB", e);
        }
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
