package io.rvoip.rtp.srtp;

import io.rvoip.common.crypto.CryptoProvider;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/** AES-GCM (RFC 7714). On the wire: head, body, tag, word where it is sent, MKI. */
final class GcmCipher extends PacketCipher {
    private final Cipher cipher;
    private final SessionKey key;
    private final byte[] salt;
    private final byte[] iv = new byte[12];

    GcmCipher(CryptoProvider crypto, boolean wordSent, int tagBytes, byte[] mki, SessionKeys keys) {
        super(wordSent, tagBytes, mki);
        cipher = crypto.cipher("AES/GCM/NoPadding");
        key = keys.encryption();
        salt = keys.salt();
        keys.authentication().destroy();
    }

    @Override
    void seal(byte[] data, int start, int body, int end, int csrcs, int ssrc, long index) throws GeneralSecurityException {
        csrcsLast(data, start, csrcs);
        crypt(Cipher.ENCRYPT_MODE, data, start, body, end, ssrc, index);
        csrcsFirst(data, start, csrcs);
        int at = end + tagBytes;
        if (wordSent) {
            System.arraycopy(word, 0, data, at, WORD_BYTES);
            at += WORD_BYTES;
        }
        System.arraycopy(mki, 0, data, at, mki.length);
    }

    @Override
    boolean open(byte[] data, int start, int body, int end, int csrcs, int ssrc, long index) throws GeneralSecurityException {
        int at = end + tagBytes + (wordSent ? WORD_BYTES : 0);
        if (!Mki.isAt(mki, data, at)) {
            return false;
        }
        try {
            csrcsLast(data, start, csrcs);
            crypt(Cipher.DECRYPT_MODE, data, start, body, end + tagBytes, ssrc, index);
            csrcsFirst(data, start, csrcs);
            return true;
        } catch (AEADBadTagException forged) {
            return false;
        }
    }

    private void crypt(int mode, byte[] data, int start, int body, int end, int ssrc, long index)
            throws GeneralSecurityException {
        aeadIv(iv, salt, ssrc, index);
        cipher.init(mode, key, new GCMParameterSpec(8 * tagBytes, iv));
        cipher.updateAAD(data, start, body - start);
        if (wordSent) {
            cipher.updateAAD(word);
        }
        int made = cipher.doFinal(data, body, end - body, data, body);
        int expected = end - body + (mode == Cipher.ENCRYPT_MODE ? tagBytes : -tagBytes);
        if (made != expected) {
            throw new GeneralSecurityException(made + " octets of output (expected: " + expected + ")");
        }
    }

    @Override
    int wordAt(int end) {
        return end - mki.length - WORD_BYTES;
    }

    @Override
    void close() {
        key.destroy();
        Arrays.fill(salt, (byte) 0);
        Arrays.fill(iv, (byte) 0);
    }
}
