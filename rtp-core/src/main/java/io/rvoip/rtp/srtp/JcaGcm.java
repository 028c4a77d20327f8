package io.rvoip.rtp.srtp;

import io.rvoip.common.crypto.CryptoProvider;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/** AES-GCM of a provider of the JCA. */
final class JcaGcm implements AesGcm {
    private final Cipher cipher;
    private final SessionKey key;

    /** Takes the key over. */
    JcaGcm(CryptoProvider crypto, SessionKey key) {
        cipher = crypto.cipher("AES/GCM/NoPadding");
        this.key = key;
    }

    @Override
    public void seal(byte[] iv, byte[] data, int start, int body, int end, byte[] word) throws GeneralSecurityException {
        crypt(Cipher.ENCRYPT_MODE, iv, data, start, body, end, end - body + TAG_BYTES, word);
    }

    @Override
    public boolean open(byte[] iv, byte[] data, int start, int body, int end, byte[] word) throws GeneralSecurityException {
        try {
            crypt(Cipher.DECRYPT_MODE, iv, data, start, body, end + TAG_BYTES, end - body, word);
            return true;
        } catch (AEADBadTagException forged) {
            return false;
        }
    }

    private void crypt(int mode, byte[] iv, byte[] data, int start, int body, int end, int expected, byte[] word)
            throws GeneralSecurityException {
        cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, iv));
        cipher.updateAAD(data, start, body - start);
        if (word.length > 0) {
            cipher.updateAAD(word);
        }
        int made = cipher.doFinal(data, body, end - body, data, body);
        if (made != expected) {
            throw new GeneralSecurityException(made + " octets of output (expected: " + expected + ")");
        }
    }

    @Override
    public void close() {
        key.destroy();
    }
}
