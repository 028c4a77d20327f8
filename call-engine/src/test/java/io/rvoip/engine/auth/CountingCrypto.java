package io.rvoip.engine.auth;

import io.rvoip.common.crypto.CryptoProvider;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;

/** Says which hashes were made. */
final class CountingCrypto implements CryptoProvider {
    final List<String> asked = new ArrayList<>();

    @Override
    public MessageDigest digest(String algorithm) {
        asked.add(algorithm);
        return CryptoProvider.jdk().digest(algorithm);
    }

    @Override
    public Mac mac(String algorithm) {
        asked.add(algorithm);
        return CryptoProvider.jdk().mac(algorithm);
    }

    @Override
    public Cipher cipher(String transformation) {
        return CryptoProvider.jdk().cipher(transformation);
    }

    @Override
    public KeyPairGenerator keyPairs(String algorithm) {
        return CryptoProvider.jdk().keyPairs(algorithm);
    }

    @Override
    public KeyFactory keys(String algorithm) {
        return CryptoProvider.jdk().keys(algorithm);
    }

    @Override
    public KeyAgreement keyAgreement(String algorithm) {
        return CryptoProvider.jdk().keyAgreement(algorithm);
    }

    @Override
    public Signature signature(String algorithm) {
        return CryptoProvider.jdk().signature(algorithm);
    }

    @Override
    public java.security.SecureRandom random() {
        return CryptoProvider.jdk().random();
    }
}
