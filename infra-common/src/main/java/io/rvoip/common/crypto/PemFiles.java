package io.rvoip.common.crypto;

import io.rvoip.common.ConfigurationException;
import io.rvoip.common.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * Reads certificates and keys from PEM, in files or as text; what is wrong is told with the field that names it, by a
 * {@link ConfigurationException}. Blocks on the disk for files. Stateless.
 */
public final class PemFiles {
    private static final long MOST_BYTES = 4 << 20;
    private static final int LEAST_RSA_BITS = 2_048;
    private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String KEY_END = "-----END PRIVATE KEY-----";

    private PemFiles() {}

    /** A chain or a list of authorities, at least one. */
    public static List<X509Certificate> certificates(String field, Path file) {
        return certificates(field, file.toString(), read(field, file));
    }

    /** The same from PEM itself. */
    public static List<X509Certificate> certificates(String field, String pem) {
        return certificates(field, "the text", pem.getBytes(StandardCharsets.US_ASCII));
    }

    private static List<X509Certificate> certificates(String field, String source, byte[] pem) {
        try {
            List<X509Certificate> all = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem)).stream()
                    .map(X509Certificate.class::cast).toList();
            if (all.isEmpty()) {
                throw refused(field, source, "holds no certificate", "give certificates as PEM");
            }
            return all;
        } catch (CertificateException unreadable) {
            throw refused(field, source, "holds what is no certificate", "give certificates as PEM");
        }
    }

    /** When a chain ends: with the first of its certificates that does. */
    public static Instant end(List<X509Certificate> chain) {
        return chain.stream().map(one -> one.getNotAfter().toInstant()).min(Instant::compareTo).orElseThrow();
    }

    /** A list of certificates that were revoked (RFC 5280 §5), or several of them; DER will do as well. */
    public static List<X509CRL> revoked(String field, Path file) {
        byte[] lists = read(field, file);
        try {
            List<X509CRL> all = CertificateFactory.getInstance("X.509").generateCRLs(new ByteArrayInputStream(lists)).stream()
                    .map(X509CRL.class::cast).toList();
            if (!all.isEmpty()) {
                return all;
            }
        } catch (GeneralSecurityException unreadable) {
            // said below
        }
        throw refused(field, file.toString(), "holds no list of revoked certificates", "give a CRL as PEM or DER");
    }

    /** A key store of authorities. */
    public static KeyStore authorities(String field, Path file) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (X509Certificate authority : certificates(field, file)) {
                store.setCertificateEntry("ca-" + store.size(), authority);
            }
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("an empty key store", e);
        }
    }

    /** The private key of that certificate. */
    public static PrivateKey key(String field, Path file, X509Certificate certificate) {
        return key(field, file.toString(), new String(read(field, file), StandardCharsets.US_ASCII), certificate);
    }

    /** The same from PEM itself. */
    public static PrivateKey key(String field, Secret pem, X509Certificate certificate) {
        return key(field, "the text", pem.reveal(), certificate);
    }

    private static PrivateKey key(String field, String source, String text, X509Certificate certificate) {
        int begin = text.indexOf(KEY_BEGIN);
        int end = text.indexOf(KEY_END);
        if (begin < 0 || end < begin) {
            throw refused(field, source, "holds no unencrypted PKCS #8 key", "convert it: openssl pkcs8 -topk8 -nocrypt");
        }
        PublicKey publicKey = certificate.getPublicKey();
        PrivateKey key;
        try {
            byte[] der = Base64.getMimeDecoder().decode(text.substring(begin + KEY_BEGIN.length(), end));
            key = KeyFactory.getInstance(publicKey.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (IllegalArgumentException | GeneralSecurityException unreadable) {
            throw refused(field, source, "holds no " + publicKey.getAlgorithm() + " key", "give the certificate's own key");
        }
        if (!match(key, publicKey)) {
            throw refused(field, source, "is not the key of the certificate", "give the certificate's own key");
        }
        if (publicKey instanceof RSAKey rsa && rsa.getModulus().bitLength() < LEAST_RSA_BITS) {
            throw refused(field, source, "has only " + rsa.getModulus().bitLength() + " bits",
                    "make one of at least " + LEAST_RSA_BITS);
        }
        return key;
    }

    /** A wrong pair is found only by the peers otherwise, each of whose handshakes fails. */
    private static boolean match(PrivateKey key, PublicKey publicKey) {
        String algorithm = switch (publicKey.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> publicKey.getAlgorithm();
        };
        byte[] sample = {1, 2, 3, 4};
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(sample);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(sample);
            return signature.verify(signed);
        } catch (InvalidKeyException otherKind) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new ConfigurationException("certificate",
                    "has a key of the unknown kind " + publicKey.getAlgorithm(), "use RSA or EC");
        }
    }

    private static byte[] read(String field, Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw refused(field, file.toString(), "is larger than " + MOST_BYTES + " bytes", "give a PEM file");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw refused(field, file.toString(), "cannot be read", "name a PEM file");
        }
    }

    private static ConfigurationException refused(String field, String source, String what, String fix) {
        return new ConfigurationException(field, source + " " + what, fix);
    }
}
