package io.rvoip.rtp.dtls;

import io.rvoip.common.crypto.CryptoProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * What we prove ourselves with: a chain and the key of its first certificate. Immutable; equal only to itself. The key
 * does not print.
 */
public final class DtlsCertificate {
    private static final String OWN_HASH = "sha-256";
    private static final int SERIAL_BITS = 64;

    private final List<X509Certificate> chain;
    private final PrivateKey key;
    private final CertificateFingerprint fingerprint;

    private DtlsCertificate(List<X509Certificate> chain, PrivateKey key, CryptoProvider crypto) {
        this.chain = List.copyOf(chain);
        this.key = key;
        try {
            fingerprint = CertificateFingerprint.of(OWN_HASH, chain.get(0).getEncoded(), crypto);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("certificate: cannot be encoded", e);
        }
    }

    /**
     * A configured one.
     *
     * @param chain that of the key first
     * @throws IllegalArgumentException for an empty chain, or a key that would be refused by the far end
     */
    public static DtlsCertificate of(List<X509Certificate> chain, PrivateKey key, CryptoProvider crypto) {
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("certificate: none (expected: at least one)");
        }
        PeerCertificate.weakness(chain.get(0).getPublicKey()).ifPresent(weak -> {
            throw new IllegalArgumentException("certificate: " + weak);
        });
        return new DtlsCertificate(chain, key, crypto);
    }

    /**
     * A new key on P-256 and a certificate that it signs itself, which names nobody: the description vouches for it.
     *
     * @param life from a day before {@code now}, for clocks that are slow
     */
    public static DtlsCertificate ephemeral(Instant now, Duration life, CryptoProvider crypto) {
        try {
            KeyPairGenerator generator = crypto.keyPairs("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), crypto.random());
            KeyPair pair = generator.generateKeyPair();
            byte[] der = selfSigned(pair, now, life, crypto);
            X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(der));
            return new DtlsCertificate(List.of(certificate), pair.getPrivate(), crypto);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("dtls: no certificate on P-256 can be made here", e);
        }
    }

    private static byte[] selfSigned(KeyPair pair, Instant now, Duration life, CryptoProvider crypto)
            throws GeneralSecurityException, IOException {
        AlgorithmIdentifier algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
        X500Name nobody = new X500Name("CN=rvoip");
        V3TBSCertificateGenerator body = new V3TBSCertificateGenerator();
        body.setSerialNumber(new ASN1Integer(new BigInteger(SERIAL_BITS, crypto.random()).add(BigInteger.ONE)));
        body.setSignature(algorithm);
        body.setIssuer(nobody);
        body.setSubject(nobody);
        body.setStartDate(new Time(Date.from(now.minus(Duration.ofDays(1)))));
        body.setEndDate(new Time(Date.from(now.plus(life))));
        body.setSubjectPublicKeyInfo(SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
        TBSCertificate signed = body.generateTBSCertificate();
        Signature signature = crypto.signature("SHA256withECDSA");
        signature.initSign(pair.getPrivate(), crypto.random());
        signature.update(signed.getEncoded(ASN1Encoding.DER));
        return new DERSequence(new ASN1Encodable[] {signed, algorithm, new DERBitString(signature.sign())})
                .getEncoded(ASN1Encoding.DER);
    }

    /** The one line of our descriptions that vouches for it. */
    public CertificateFingerprint fingerprint() {
        return fingerprint;
    }

    List<X509Certificate> chain() {
        return chain;
    }

    PrivateKey key() {
        return key;
    }

    @Override
    public String toString() {
        return "DtlsCertificate[" + fingerprint + "]";
    }
}
