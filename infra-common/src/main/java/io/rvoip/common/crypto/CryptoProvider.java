package io.rvoip.common.crypto;

import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.Optional;
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

    /** Whether there is that hash: MD5, for one, a FIPS module has not. */
    default boolean hasDigest(String algorithm) {
        try {
            digest(algorithm);
            return true;
        } catch (AlgorithmUnavailableException absent) {
            return false;
        }
    }

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

    /** The one provider it is bound to; empty: what the JDK is configured to prefer. */
    default Optional<Provider> provider() {
        return Optional.empty();
    }

    /**
     * What this process computes with: the FIPS module where one is on the class path, and nothing else then; otherwise what the running
     * JDK prefers.
     *
     * @throws IllegalStateException where there is a {@link FipsModule#fault}
     */
    static CryptoProvider jdk() {
        return JcaCrypto.ofProcess();
    }

    /** One particular provider, and no other. */
    static CryptoProvider of(Provider provider) {
        return JcaCrypto.of(provider);
    }
}
