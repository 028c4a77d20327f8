package io.rvoip.rtp.srtp;

import io.rvoip.common.crypto.CryptoProvider;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;

/**
 * AES in counter mode with HMAC-SHA1 over head, body and word (RFC 3711 sections 4.1.1 and 4.2, RFC 6188). On the wire:
 * head, body, word where it is sent, MKI, tag.
 */
final class CounterModeCipher extends PacketCipher {
    private final Cipher cipher;
    private final Mac mac;
    private final SessionKey key;
    private final byte[] salt;
    private final byte[] iv = new byte[16];
    private final byte[] tag = new byte[20];

    CounterModeCipher(CryptoProvider crypto, boolean wordSent, int tagBytes, byte[] mki, SessionKeys keys)
            throws GeneralSecurityException {
        super(wordSent, tagBytes, mki);
        cipher = crypto.cipher("AES/CTR/NoPadding");
        key = keys.encryption();
        salt = Arrays.copyOf(keys.salt(), iv.length);
        Arrays.fill(keys.salt(), (byte) 0);
        mac = crypto.mac("HmacSHA1");
        mac.init(keys.authentication());
        keys.authentication().destroy();
    }

    @Override
    void seal(byte[] data, int start, int body, int end, int csrcs, int ssrc, long index) throws GeneralSecurityException {
        csrcsLast(data, start, csrcs);
        crypt(data, body, end, ssrc, index);
        csrcsFirst(data, start, csrcs);
        int at = end;
        if (wordSent) {
            System.arraycopy(word, 0, data, at, WORD_BYTES);
            at += WORD_BYTES;
        }
        authenticate(data, start, end);
        System.arraycopy(mki, 0, data, at, mki.length);
        System.arraycopy(tag, 0, data, at + mki.length, tagBytes);
    }

    @Override
    boolean open(byte[] data, int start, int body, int end, int csrcs, int ssrc, long index) throws GeneralSecurityException {
        authenticate(data, start, end);
        int at = end + (wordSent ? WORD_BYTES : 0);
        if (!Mki.isAt(mki, data, at) || !tagIsAt(data, at + mki.length)) {
            return false;
        }
        csrcsLast(data, start, csrcs);
        crypt(data, body, end, ssrc, index);
        csrcsFirst(data, start, csrcs);
        return true;
    }

    /** In a time that tells nothing. */
    private boolean tagIsAt(byte[] data, int at) {
        int difference = 0;
        for (int i = 0; i < tagBytes; i++) {
            difference |= tag[i] ^ data[at + i];
        }
        return difference == 0;
    }

    private void crypt(byte[] data, int body, int end, int ssrc, long index) throws GeneralSecurityException {
        counterIv(iv, salt, ssrc, index);
        cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(iv));
        int made = cipher.update(data, body, end - body, data, body);
        if (made != end - body) {
            throw new GeneralSecurityException(made + " octets of output (expected: " + (end - body) + ")");
        }
    }

    private void authenticate(byte[] data, int start, int end) throws GeneralSecurityException {
        mac.update(data, start, end - start);
        mac.update(word);
        mac.doFinal(tag, 0);
    }

    @Override
    int wordAt(int end) {
        return end - tagBytes - mki.length - WORD_BYTES;
    }

    @Override
    void close() {
        key.destroy();
        mac.reset();
        Arrays.fill(salt, (byte) 0);
        Arrays.fill(iv, (byte) 0);
    }
}
