package io.rvoip.rtp.srtp;

import io.rvoip.common.crypto.CryptoProvider;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/**
 * Session keys out of a master key (RFC 3711 section 4.3, RFC 6188 section 3, RFC 7714 section 11), once and for all:
 * the key derivation rate is 0.
 */
final class KeyDerivation implements AutoCloseable {
    static final int RTP = 0;
    static final int RTCP = 3;
    private static final int ENCRYPTION = 0;
    private static final int AUTHENTICATION = 1;
    private static final int SALT = 2;
    private static final int HEADER_ENCRYPTION = 6;
    private static final int HEADER_SALT = 7;
    private static final int LABEL_AT = 7;
    private static final int HMAC_KEY_BYTES = 20;
    private static final int IV_BYTES = 16;

    private final SrtpSuite suite;
    private final Cipher cipher;
    private final SessionKey master;
    private final byte[] salt;

    KeyDerivation(CryptoProvider crypto, SrtpMasterKey key) {
        suite = key.suite();
        cipher = crypto.cipher("AES/CTR/NoPadding");
        master = new SessionKey("AES", key.key());
        salt = Arrays.copyOf(key.salt(), IV_BYTES); // the salt of AEAD suites is shorter, and counts from the left too
    }

    /** @param kind {@link #RTP} or {@link #RTCP} */
    SessionKeys keys(int kind) throws GeneralSecurityException {
        return new SessionKeys(
                new SessionKey("AES", derive(kind + ENCRYPTION, suite.keyBytes())),
                new SessionKey("HmacSHA1", derive(kind + AUTHENTICATION, HMAC_KEY_BYTES)),
                derive(kind + SALT, suite.saltBytes()));
    }

    /** Of the elements of header extensions (RFC 6904 section 3). */
    ElementCipher elements(CryptoProvider crypto) throws GeneralSecurityException {
        return new ElementCipher(crypto, new SessionKey("AES", derive(HEADER_ENCRYPTION, suite.keyBytes())),
                derive(HEADER_SALT, suite.saltBytes()));
    }

    private byte[] derive(int label, int length) throws GeneralSecurityException {
        byte[] iv = salt.clone();
        iv[LABEL_AT] ^= (byte) label;
        cipher.init(Cipher.ENCRYPT_MODE, master, new IvParameterSpec(iv));
        return cipher.doFinal(new byte[length]);
    }

    @Override
    public void close() {
        master.destroy();
        Arrays.fill(salt, (byte) 0);
    }
}
