package io.rvoip.common.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/** {@link CryptoProvider} over the JCA, with one named provider or with the order the JDK is configured for. */
final class JcaCrypto implements CryptoProvider {
    private final @Nullable Provider provider;
    private final SecureRandom random;
    /** Never fed: to copy one of them costs a fraction of what looking for the algorithm does. */
    private final Map<String, MessageDigest> digests = new ConcurrentHashMap<>();

    private JcaCrypto(@Nullable Provider provider, SecureRandom random) {
        this.provider = provider;
        this.random = random;
    }

    private static final class Holder {
        static final CryptoProvider PROCESS = FipsModule.found().<CryptoProvider>map(JcaCrypto::approved)
                .orElseGet(() -> new JcaCrypto(null, new SecureRandom()));
    }

    static CryptoProvider ofProcess() {
        FipsModule.found().ifPresent(FipsModule::provider);
        return Holder.PROCESS;
    }

    /** With the randomness of the JDK, which a provider need not have. */
    static CryptoProvider of(Provider provider) {
        return new JcaCrypto(provider, new SecureRandom());
    }

    private static JcaCrypto approved(FipsModule module) {
        try {
            return new JcaCrypto(module.provider(), SecureRandom.getInstance("DEFAULT", module.provider()));
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("crypto: the FIPS module has no random numbers", absent);
        }
    }

    @Override
    public Optional<Provider> provider() {
        return Optional.ofNullable(provider);
    }

    @Override
    public MessageDigest digest(String algorithm) {
        try {
            return (MessageDigest) digests.computeIfAbsent(algorithm, this::newDigest).clone();
        } catch (CloneNotSupportedException cannotBeCopied) {
            return newDigest(algorithm);
        }
    }

    private MessageDigest newDigest(String algorithm) {
        return find(algorithm, from -> from == null
                ? MessageDigest.getInstance(algorithm)
                : MessageDigest.getInstance(algorithm, from));
    }

    @Override
    public Mac mac(String algorithm) {
        return find(algorithm, from -> from == null ? Mac.getInstance(algorithm) : Mac.getInstance(algorithm, from));
    }

    @Override
    public Cipher cipher(String transformation) {
        return find(transformation, from -> from == null
                ? Cipher.getInstance(transformation)
                : Cipher.getInstance(transformation, from));
    }

    @Override
    public KeyPairGenerator keyPairs(String algorithm) {
        return find(algorithm, from -> from == null
                ? KeyPairGenerator.getInstance(algorithm)
                : KeyPairGenerator.getInstance(algorithm, from));
    }

    @Override
    public KeyFactory keys(String algorithm) {
        return find(algorithm, from -> from == null
                ? KeyFactory.getInstance(algorithm)
                : KeyFactory.getInstance(algorithm, from));
    }

    @Override
    public KeyAgreement keyAgreement(String algorithm) {
        return find(algorithm, from -> from == null
                ? KeyAgreement.getInstance(algorithm)
                : KeyAgreement.getInstance(algorithm, from));
    }

    @Override
    public Signature signature(String algorithm) {
        return find(algorithm, from -> from == null
                ? Signature.getInstance(algorithm)
                : Signature.getInstance(algorithm, from));
    }

    @Override
    public SecureRandom random() {
        return random;
    }

    private <T> T find(String algorithm, Lookup<T> lookup) {
        try {
            return lookup.in(provider);
        } catch (GeneralSecurityException unknown) {
            String where = provider == null ? "this JDK" : provider.getName();
            throw new AlgorithmUnavailableException(algorithm, where, unknown);
        }
    }

    private interface Lookup<T> {
        T in(@Nullable Provider from) throws GeneralSecurityException;
    }
}
