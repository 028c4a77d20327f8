package io.rvoip.rtp.dtls;

import io.rvoip.common.crypto.CryptoProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.jspecify.annotations.Nullable;

/** Judges what the far end proves itself with (RFC 8122 section 6.2, RFC 8827 section 6.5). On the handshake's thread. */
final class PeerCertificate {
    private static final int LONGEST_CHAIN = 5;
    private static final int LARGEST_CHAIN = 16 * 1024;
    private static final int LEAST_RSA_BITS = 2048;
    private static final int MOST_RSA_BITS = 8192;
    private static final int LEAST_CURVE_BITS = 256;
    /** The kind of alternative name (RFC 5280 section 4.2.1.6). */
    private static final int URI = 6;

    private final List<CertificateFingerprint> announced;
    private final Set<TrustAnchor> anchors;
    private final @Nullable String user;
    private final CryptoProvider crypto;

    /**
     * @param authorities who has to have vouched for it besides; empty: the fingerprint is enough
     * @param user whom it has to name where they have; null: nobody in particular
     */
    PeerCertificate(List<CertificateFingerprint> announced, List<X509Certificate> authorities, @Nullable String user,
            CryptoProvider crypto) {
        this.announced = announced;
        this.user = user;
        this.crypto = crypto;
        anchors = new HashSet<>();
        authorities.forEach(one -> anchors.add(new TrustAnchor(one, null)));
    }

    /** @return which of the announced fingerprints it has */
    CertificateFingerprint check(Certificate presented) throws IOException {
        if (presented == null || presented.isEmpty()) {
            throw refusal(AlertDescription.bad_certificate, "no certificate");
        }
        List<byte[]> chain = encoded(presented);
        Optional<CertificateFingerprint> real = CertificateFingerprint.match(announced, chain.get(0), crypto);
        if (real.isEmpty()) {
            throw refusal(AlertDescription.bad_certificate, "the certificate is not the one of the description");
        }
        List<X509Certificate> read = read(chain);
        Optional<String> weak = weakness(read.get(0).getPublicKey());
        if (weak.isPresent()) {
            throw refusal(AlertDescription.insufficient_security, "weak certificate: " + weak.get());
        }
        if (!anchors.isEmpty()) {
            validate(read);
            requireName(read.get(0));
        }
        return real.get();
    }

    private static List<byte[]> encoded(Certificate presented) throws IOException {
        TlsCertificate[] certificates = presented.getCertificateList();
        List<byte[]> chain = new ArrayList<>();
        int octets = 0;
        for (TlsCertificate one : certificates) {
            byte[] der = one.getEncoded();
            octets += der.length;
            chain.add(der);
        }
        if (certificates.length > LONGEST_CHAIN || octets > LARGEST_CHAIN) {
            throw refusal(AlertDescription.bad_certificate, certificates.length + " certificates of " + octets
                    + " octets (expected: at most " + LONGEST_CHAIN + " of " + LARGEST_CHAIN + ")");
        }
        return chain;
    }

    private static List<X509Certificate> read(List<byte[]> chain) throws IOException {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            List<X509Certificate> read = new ArrayList<>();
            for (byte[] der : chain) {
                read.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
            }
            return read;
        } catch (GeneralSecurityException unreadable) {
            throw refusal(AlertDescription.bad_certificate, "unreadable certificate: " + unreadable.getMessage());
        }
    }

    /** No revocation: lists are not fetched in the middle of a call's set-up. */
    private void validate(List<X509Certificate> chain) throws IOException {
        try {
            PKIXParameters parameters = new PKIXParameters(anchors);
            parameters.setRevocationEnabled(false);
            List<X509Certificate> path = new ArrayList<>(chain);
            path.removeIf(one -> anchors.stream().anyMatch(anchor -> one.equals(anchor.getTrustedCert())));
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
        } catch (GeneralSecurityException untrusted) {
            throw refusal(AlertDescription.unknown_ca, "nobody we trust vouches for the certificate: "
                    + untrusted.getMessage());
        }
    }

    /** As a URI, {@code sip:} or {@code sips:}, as in MIKEY; a domain alone is for everybody in it. */
    private void requireName(X509Certificate own) throws IOException {
        String wanted = user;
        if (wanted == null) {
            return;
        }
        String address = wanted.substring(wanted.indexOf(':') + 1);
        Set<String> accepted = Set.of("sip:" + address, "sips:" + address);
        if (names(own).stream().noneMatch(name -> name.get(0).equals(URI) && accepted.contains(String.valueOf(name.get(1))))) {
            throw refusal(AlertDescription.certificate_unknown, "the certificate does not name " + wanted);
        }
    }

    private static Collection<List<?>> names(X509Certificate certificate) throws IOException {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null ? List.of() : names;
        } catch (CertificateParsingException unreadable) {
            throw refusal(AlertDescription.bad_certificate, "the names in the certificate cannot be read");
        }
    }

    /** Why a key is too weak, or so large that it costs too much; empty: it is not. */
    static Optional<String> weakness(PublicKey key) {
        if (key instanceof RSAPublicKey rsa) {
            int bits = rsa.getModulus().bitLength();
            return bits >= LEAST_RSA_BITS && bits <= MOST_RSA_BITS ? Optional.empty()
                    : Optional.of("RSA with " + bits + " bits (expected: 2048 to 8192)");
        }
        if (key instanceof ECPublicKey curve) {
            int bits = curve.getParams().getOrder().bitLength();
            return bits >= LEAST_CURVE_BITS ? Optional.empty()
                    : Optional.of("a curve of " + bits + " bits (expected: at least 256)");
        }
        return key instanceof EdECPublicKey ? Optional.empty()
                : Optional.of("a key for " + key.getAlgorithm() + " (expected: RSA or an elliptic curve)");
    }

    private static TlsFatalAlert refusal(short alert, String why) {
        return new TlsFatalAlert(alert, why);
    }
}
