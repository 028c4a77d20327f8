package io.rvoip.rtp.srtp;

import io.rvoip.common.crypto.CryptoProvider;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;

/** AES in counter mode and HMAC-SHA1 of a provider of the JCA. */
final class JcaCm implements AesCm {
    private final Cipher cipher;
    private final Mac mac;
    private final SessionKey key;

    /** Takes the keys over. */
    JcaCm(CryptoProvider crypto, SessionKey encryption, SessionKey authentication) throws GeneralSecurityException {
        cipher = crypto.cipher("AES/CTR/NoPadding");
        key = encryption;
        mac = crypto.mac("HmacSHA1");
        mac.init(authentication);
        authentication.destroy();
    }

    @Override
    public void crypt(byte[] iv, byte[] data, int from, int to) throws GeneralSecurityException {
        cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(iv));
        int made = cipher.update(data, from, to - from, data, from);
        if (made != to - from) {
            throw new GeneralSecurityException(made + " octets of output (expected: " + (to - from) + ")");
        }
    }

    @Override
    public void authenticate(byte[] data, int from, int to, byte[] out) throws GeneralSecurityException {
        mac.update(data, from, to - from);
        mac.doFinal(out, 0);
    }

    @Override
    public void close() {
        key.destroy();
        mac.reset();
    }
}
