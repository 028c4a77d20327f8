package io.rvoip.fips;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.rvoip.common.Secret;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.common.crypto.FipsModule;
import io.rvoip.engine.auth.AuthSettings;
import io.rvoip.rtp.srtp.SrtpEngine;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.sip.auth.Digest;
import io.rvoip.sip.auth.DigestAlgorithm;
import io.rvoip.sip.transport.tls.TlsPolicy;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every algorithm that somebody could ask of us, and is not approved, is refused where it is asked for or where it is given its key. */
class AlgorithmsTest {
    private static final CryptoProvider CRYPTO = CryptoProvider.jdk();

    private interface Use {
        Object go() throws Exception;
    }

    private static Arguments hash(String name) {
        return use("hash " + name, () -> CRYPTO.digest(name).digest(new byte[3]));
    }

    private static Arguments mac(String name, int key) {
        return use(name + " with a key of " + 8 * key + " bits", () -> {
            Mac mac = CRYPTO.mac(name);
            mac.init(new SecretKeySpec(new byte[key], name));
            return mac.doFinal(new byte[3]);
        });
    }

    private static Arguments encrypt(String name, int key, int iv) {
        return use("encrypt by " + name + " with a key of " + 8 * key + " bits", () -> {
            Cipher cipher = CRYPTO.cipher(name);
            byte[] nonce = new byte[iv];
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[key], name.substring(0, name.indexOf('/'))),
                name.contains("GCM") ? new GCMParameterSpec(128, nonce) : new IvParameterSpec(nonce));
            return cipher.doFinal(new byte[16]);
        });
    }

    private static Arguments pair(String name, int bits) {
        return use("a key for " + name + " of " + bits + " bits", () -> {
            KeyPairGenerator pairs = CRYPTO.keyPairs(name);
            pairs.initialize(bits);
            return pairs.generateKeyPair();
        });
    }

    private static Arguments curve(String name) {
        return use("a key on " + name, () -> {
            KeyPairGenerator pairs = CRYPTO.keyPairs("EC");
            pairs.initialize(new ECGenParameterSpec(name));
            return pairs.generateKeyPair();
        });
    }

    private static Arguments agreement(String name) {
        return use("agreement by " + name, () -> CRYPTO.keyAgreement(name));
    }

    private static Arguments signature(String name) {
        return use("signature by " + name, () -> CRYPTO.signature(name));
    }

    /** Made by the JDK, and brought to the module. */
    private static Arguments signWithRsa(int bits, String algorithm) {
        return use("sign by " + algorithm + " with RSA of " + bits + " bits", () -> {
            KeyPairGenerator pairs = KeyPairGenerator.getInstance("RSA", "SunRsaSign");
            pairs.initialize(bits);
            Signature signature = CRYPTO.signature(algorithm);
            signature.initSign(CRYPTO.keys("RSA").generatePrivate(new PKCS8EncodedKeySpec(pairs.generateKeyPair().getPrivate().getEncoded())));
            return signature.sign();
        });
    }

    private static Arguments use(String name, Use use) {
        return arguments(name, use);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
            hash("MD5"), hash("MD4"), hash("MD2"), hash("RIPEMD160"), hash("Skein-256-256"), hash("Skein-512-384"), hash("BLAKE2B-256"),
            hash("Whirlpool"), hash("Tiger"), hash("SM3"),
            mac("HmacMD5", 32), mac("HmacSHA1", 13), mac("HmacSHA256", 10), mac("HmacSHA256", 1), mac("HmacSHA512", 13), mac("Skein-MAC-256-256", 32),
            mac("Poly1305", 32), mac("SipHash", 16),
            encrypt("AES/CTR/NoPadding", 8, 16), encrypt("AES/CTR/NoPadding", 13, 16), encrypt("AES/GCM/NoPadding", 15, 12),
            encrypt("Twofish/CFB/NoPadding", 32, 16), encrypt("Blowfish/CBC/NoPadding", 16, 8), encrypt("ChaCha20-Poly1305/None/NoPadding", 32, 12),
            encrypt("ChaCha7539/None/NoPadding", 32, 12), encrypt("DES/CBC/NoPadding", 8, 8), encrypt("DESede/CBC/NoPadding", 24, 8),
            encrypt("ARCFOUR/ECB/NoPadding", 16, 0), encrypt("Camellia/GCM/NoPadding", 16, 12), encrypt("ARIA/GCM/NoPadding", 16, 12),
            encrypt("SEED/CBC/NoPadding", 16, 16), encrypt("SM4/CBC/NoPadding", 16, 16), encrypt("IDEA/CBC/NoPadding", 16, 8),
            agreement("X25519"), agreement("X448"), agreement("XDH"), pair("X25519", 255), pair("XDH", 255),
            pair("RSA", 512), pair("RSA", 1024), pair("RSA", 1536), pair("DH", 1024), pair("DSA", 1024),
            curve("secp192r1"), curve("secp160r1"), curve("secp112r1"), curve("sm2p256v1"),
            signature("MD5withRSA"), signature("MD2withRSA"), signature("RIPEMD160withRSA"), signature("SM3withSM2"),
            signWithRsa(1024, "SHA256withRSA"), signWithRsa(512, "SHA256withRSA"), signWithRsa(2048, "SHA1withRSA"));
    }

    static Stream<Arguments> approved() {
        return Stream.of(
            hash("SHA-256"), hash("SHA-384"), hash("SHA-512"), hash("SHA-512/256"), mac("HmacSHA1", 14), mac("HmacSHA1", 20), mac("HmacSHA256", 32),
            encrypt("AES/CTR/NoPadding", 16, 16), encrypt("AES/CTR/NoPadding", 32, 16), encrypt("AES/GCM/NoPadding", 16, 12),
            encrypt("AES/GCM/NoPadding", 32, 12), curve("secp256r1"), curve("secp384r1"), pair("RSA", 2048), agreement("ECDH"),
            signature("SHA256withECDSA"), signature("SHA256withRSA"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void refused(String name, Use use) {
        Throwable refusal = catchThrowable(use::go);
        assertThat(refusal).as(name).isNotNull();
        assertThat(refusal.getClass().getSimpleName()).as(refusal.toString()).isIn("AlgorithmUnavailableException", "FipsUnapprovedOperationError",
            "IllegalKeyException", "InvalidKeyException", "InvalidAlgorithmParameterException");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void approved(String name, Use use) {
        assertThatCode(use::go).as(name).doesNotThrowAnyException();
    }

    @Test
    void everySuiteOfSrtpThatWeHaveIsComputedByTheModule() {
        for (SrtpSuite suite : SrtpSuite.values()) {
            byte[] octets = new byte[suite.keyBytes() + suite.saltBytes()];
            Arrays.fill(octets, (byte) 7);
            SrtpEngine.jca(CRYPTO).open(SrtpMasterKey.of(suite, Secret.of(octets))).close();
        }
    }

    /** On any release of Java: not even the system's OpenSSL is used beside the module. */
    @Test
    void srtpIsComputedByNothingElse() {
        assertThat(SrtpEngine.openSslFault(CRYPTO)).hasValue("a FIPS module is on the class path, and computes all there is");
        assertThat(SrtpEngine.own(CRYPTO).ciphers()).isEqualTo("ciphers of BCFIPS");
    }

    @Test
    void digestsByMd5AreNeitherAskedForNorGiven() {
        assertThat(AuthSettings.of(SecurityProfile.DEVELOPMENT).algorithms()).containsExactly(DigestAlgorithm.SHA_256);
        assertThat(DigestAlgorithm.values()).filteredOn(new Digest(CRYPTO)::knows).isNotEmpty().noneMatch(one -> one.hash().equals("MD5"));
    }

    @Test
    void tlsOffersNothingElse() throws Exception {
        assertThat(TlsPolicy.DEFAULT.suites()).isNotEmpty().noneMatch(suite -> suite.contains("CHACHA20"));
        assertThat(TlsPolicy.DEFAULT.validate().isValid()).isTrue();
        assertThat(TlsPolicy.DEFAULT.withSuites("TLS_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384").validate().problems())
            .isNotEmpty();
        SSLContext context = SSLContext.getInstance("TLS", FipsModule.found().orElseThrow().tls().orElseThrow());
        context.init(null, null, null);
        assertThat(context.getSupportedSSLParameters().getCipherSuites()).isNotEmpty()
            .noneMatch(suite -> List.of("CHACHA20", "RC4", "3DES", "_NULL_", "anon", "MD5", "DES_CBC").stream().anyMatch(suite::contains));
    }

    @Test
    void whatTheJdkVerifiesIsComputedByTheModule() throws Exception {
        assertThat(Signature.getInstance("SHA256withECDSA").getProvider()).isEqualTo(FipsModule.found().orElseThrow().provider());
        assertThat(SSLContext.getInstance("TLS").getProvider()).isEqualTo(FipsModule.found().orElseThrow().tls().orElseThrow());
    }
}
