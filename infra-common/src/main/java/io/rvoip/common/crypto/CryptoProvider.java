package io.rvoip.common.crypto;

import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Signature;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;

/**
 * The port to cryptography: which implementation computes is the application's choice (a FIPS module, BouncyCastle,
 * the JDK). Algorithm names are those of the JCA ({@code SHA-256}, {@code SHA-512/256}, {@code HmacSHA1},
 * {@code AES/GCM/NoPadding}). The provider is thread-safe; what it returns is new, and confined to its user.
 *
 * <p>Each method throws {@link AlgorithmUnavailableException} for a name this provider does not offer.
 */
public interface CryptoProvider {
    /** A hash. */
    MessageDigest digest(String algorithm);

    /** A keyed hash, not yet initialised. */
    Mac mac(String algorithm);

    /** A cipher, not yet initialised. */
    Cipher cipher(String transformation);

    /** Makes pairs of keys, not yet initialised. */
    KeyPairGenerator keyPairs(String algorithm);

    /** Makes keys of numbers and points. */
    KeyFactory keys(String algorithm);

    /** An agreement on a common secret, not yet initialised. */
    KeyAgreement keyAgreement(String algorithm);

    /** Makes and checks signatures, not yet initialised. */
    Signature signature(String algorithm);

    /** Strong randomness; thread-safe. */
    SecureRandom random();

    /** What the running JDK prefers. */
    static CryptoProvider jdk() {
        return JcaCrypto.JDK;
    }

    /** One particular provider, and no other. */
    static CryptoProvider of(Provider provider) {
        return new JcaCrypto(provider);
    }
}
