package io.rvoip.benchmarks;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** What the JDK's ciphers cost for a packet, with nothing of SRTP around them: the ceiling. */
final class BareCiphers {
    private static final int HEAD = 12;

    private final boolean aead;
    private final byte[] data = new byte[1536];
    private final byte[] iv;
    private final byte[] word = new byte[4];
    private final byte[] tag = new byte[20];
    private final SecretKeySpec key = new SecretKeySpec(new byte[16], "AES");
    private final Cipher cipher;
    private final Mac mac;

    BareCiphers(boolean aead) {
        this.aead = aead;
        iv = new byte[aead ? 12 : 16];
        try {
            cipher = Cipher.getInstance(aead ? "AES/GCM/NoPadding" : "AES/CTR/NoPadding");
            mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(new byte[20], "HmacSHA1"));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    void seal(int size, int sequence) throws GeneralSecurityException {
        crypt(Cipher.ENCRYPT_MODE, size, sequence);
        if (!aead) {
            authenticate(size);
        }
    }

    void open(int size, int sequence) throws GeneralSecurityException {
        if (!aead) {
            authenticate(size);
        }
        crypt(Cipher.DECRYPT_MODE, aead ? size + 16 : size, sequence);
    }

    private void crypt(int mode, int end, int sequence) throws GeneralSecurityException {
        for (int i = 0; i < 4; i++) {
            iv[i + 8] = (byte) (sequence >>> 24 - 8 * i);
        }
        if (aead) {
            cipher.init(mode, key, new GCMParameterSpec(128, iv));
            cipher.updateAAD(data, 0, HEAD);
            cipher.doFinal(data, HEAD, end - HEAD, data, HEAD);
        } else {
            cipher.init(mode, key, new IvParameterSpec(iv));
            cipher.update(data, HEAD, end - HEAD, data, HEAD);
        }
    }

    private void authenticate(int size) throws GeneralSecurityException {
        mac.update(data, 0, size);
        mac.update(word);
        mac.doFinal(tag, 0);
    }
}
