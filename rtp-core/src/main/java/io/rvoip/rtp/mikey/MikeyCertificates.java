package io.rvoip.rtp.mikey;

import io.rvoip.rtp.mikey.MikeyPayload.CertificateData;
import io.rvoip.rtp.mikey.MikeyPayload.Identity;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertPathValidator;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who we are by certificate, and who has to vouch for the far end. Immutable. There are no look-ups of revocation in the
 * middle of a call's set-up.
 *
 * @param chain ours first, an RSA key of 2048 to 8192 bits, at most 5 certificates
 * @param key of the first one
 * @param peer the one certificate that the far end must have, where it is known beforehand
 * @param authorities of which one must have vouched for the far end's otherwise; its URIs must name who it says it is
 * @param peers for whom offers in RSA mode are encrypted, by the names that {@link MikeyTerms#to} has; what they send is judged by
 *     the authorities, as that of others
 */
public record MikeyCertificates(
        List<X509Certificate> chain, PrivateKey key, Optional<X509Certificate> peer, List<X509Certificate> authorities,
        Map<String, X509Certificate> peers) {
    private static final int LONGEST_CHAIN = 5;
    private static final int LEAST_BITS = 2048;
    private static final int MOST_BITS = 8192;
    private static final int SUBJECT_ALTERNATIVE_URI = 6;
    private static final int X509 = 0;
    private static final int X509_FOR_SIGNATURES = 2;

    /** Checks that the keys can do what they have to, and that somebody is believed. */
    public MikeyCertificates {
        chain = List.copyOf(chain);
        authorities = List.copyOf(authorities);
        peers = Map.copyOf(peers);
        if (chain.isEmpty() || chain.size() > LONGEST_CHAIN) {
            throw new IllegalArgumentException("certificate: " + chain.size() + " in the chain (expected: 1-" + LONGEST_CHAIN + ")");
        }
        requireRsa("certificate", chain.get(0));
        peer.ifPresent(one -> requireRsa("peerCertificate", one));
        peers.forEach((name, one) -> requireRsa("certificate of " + name, one));
        if (peer.isEmpty() && authorities.isEmpty()) {
            throw new IllegalArgumentException("authorities: none (expected: some, or the peer's certificate)");
        }
    }

    /** With no more than one far end whose certificate is known beforehand. */
    public MikeyCertificates(
            List<X509Certificate> chain, PrivateKey key, Optional<X509Certificate> peer, List<X509Certificate> authorities) {
        this(chain, key, peer, authorities, Map.of());
    }

    /** The same with far ends whose certificates are known beforehand, by name. */
    public MikeyCertificates withPeers(Map<String, X509Certificate> known) {
        return new MikeyCertificates(chain, key, peer, authorities, known);
    }

    /** Whether one of the authorities vouches for the first of these, by way of the others, at that time. */
    public boolean vouchFor(List<X509Certificate> presented, Instant now) {
        try {
            validate(presented, now);
            return true;
        } catch (MikeyRefusal nobody) {
            return false;
        }
    }

    /** Whose key an offer in RSA mode to that name is encrypted for; empty: it is not known. */
    Optional<X509Certificate> recipient(String to) {
        return peer.or(() -> Optional.ofNullable(peers.get(to)));
    }

    /** Whether there is one, who may still be written to then. */
    boolean reaches(String to, Instant now) {
        return peer.isPresent() || recipient(to).filter(one -> isGood(one, now)).isPresent();
    }

    /** Whether a certificate has begun, and has not ended. */
    public static boolean isGood(X509Certificate certificate, Instant now) {
        return !now.isBefore(certificate.getNotBefore().toInstant()) && !now.isAfter(certificate.getNotAfter().toInstant());
    }

    /**
     * Checks that envelope keys can be encrypted for it, and its signatures checked.
     *
     * @throws IllegalArgumentException with {@code field}, where it has another key than RSA of 2048 to 8192 bits
     */
    public static void requireRsa(String field, X509Certificate certificate) {
        if (!isStrong(certificate)) {
            throw new IllegalArgumentException(field + ": its key is " + certificate.getPublicKey().getAlgorithm()
                    + " (expected: RSA of " + LEAST_BITS + " to " + MOST_BITS + " bits)");
        }
    }

    private static boolean isStrong(X509Certificate certificate) {
        return certificate.getPublicKey() instanceof RSAPublicKey rsa
                && rsa.getModulus().bitLength() >= LEAST_BITS && rsa.getModulus().bitLength() <= MOST_BITS;
    }

    int signatureOctets() {
        return (((RSAPublicKey) chain.get(0).getPublicKey()).getModulus().bitLength() + 7) / 8;
    }

    List<MikeyPayload> payloads() {
        return chain.stream().<MikeyPayload>map(one -> new CertificateData(X509, Octets.of(der(one)))).toList();
    }

    static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read can be written", e);
        }
    }

    /** The certificate that the far end presents, or is known to have, once it is believed to be {@code who}. */
    X509Certificate proven(MikeyMessage message, Identity who, Instant now) throws MikeyRefusal {
        List<X509Certificate> presented = read(message.all(CertificateData.class));
        if (presented.isEmpty()) {
            return peer.orElseThrow(() -> refusal("none is presented, and none is known beforehand"));
        }
        X509Certificate theirs = presented.get(0);
        if (peer.isPresent()) {
            if (!peer.get().equals(theirs)) {
                throw refusal("another one than expected");
            }
            return theirs;
        }
        if (!isStrong(theirs)) {
            throw refusal("its key is " + theirs.getPublicKey().getAlgorithm() + " (expected: RSA of " + LEAST_BITS + " to "
                    + MOST_BITS + " bits)");
        }
        validate(presented, now);
        if (!names(theirs).contains(who.name().text())) {
            throw new MikeyRefusal(MikeyError.IDENTITY, "the certificate does not name who presents it");
        }
        return theirs;
    }

    private static List<X509Certificate> read(List<CertificateData> payloads) throws MikeyRefusal {
        List<X509Certificate> chain = new ArrayList<>();
        if (payloads.size() > LONGEST_CHAIN) {
            throw refusal(payloads.size() + " in the chain (expected: at most " + LONGEST_CHAIN + ")");
        }
        for (CertificateData payload : payloads) {
            if (payload.type() != X509 && payload.type() != X509_FOR_SIGNATURES) {
                throw refusal("type " + payload.type() + " is not supported (expected: X.509 itself)");
            }
            try {
                Certificate one = CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(payload.data().toArray()));
                chain.add((X509Certificate) one);
            } catch (GeneralSecurityException unreadable) {
                throw refusal("it cannot be read");
            }
        }
        return chain;
    }

    private void validate(List<X509Certificate> presented, Instant now) throws MikeyRefusal {
        Set<TrustAnchor> anchors = new HashSet<>();
        authorities.forEach(one -> anchors.add(new TrustAnchor(one, null)));
        try {
            PKIXParameters parameters = new PKIXParameters(anchors);
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            List<X509Certificate> path = new ArrayList<>(presented);
            path.removeAll(authorities);
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
        } catch (GeneralSecurityException untrusted) {
            throw refusal("nobody we trust vouches for it");
        }
    }

    private static List<String> names(X509Certificate certificate) throws MikeyRefusal {
        List<String> uris = new ArrayList<>();
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            if (all != null) {
                all.stream().filter(one -> one.get(0).equals(SUBJECT_ALTERNATIVE_URI))
                        .forEach(one -> uris.add(String.valueOf(one.get(1))));
            }
        } catch (GeneralSecurityException unreadable) {
            throw refusal("its names cannot be read");
        }
        return uris;
    }

    private static MikeyRefusal refusal(String why) {
        return new MikeyRefusal(MikeyError.CERTIFICATE, "certificate: " + why);
    }

    @Override
    public String toString() {
        return "MikeyCertificates[" + chain.get(0).getSubjectX500Principal() + "]";
    }
}
