package io.rvoip.benchmarks;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.util.Vector;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.SRTPProtectionProfile;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;

/** What both sides of the peer do of DTLS-SRTP: no less than ours, so that the same work is compared. */
record PlainDtlsTerms(JcaTlsCrypto crypto, DtlsHandshakes.Identity identity) {
    static final int RESEND_MILLIS = 100; // as ours
    private static final int KEYING_OCTETS = 2 * (16 + 14);

    int[] cipherSuites() {
        return new int[] {CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256};
    }

    UseSRTPData profiles() {
        return new UseSRTPData(new int[] {SRTPProtectionProfile.SRTP_AES128_CM_HMAC_SHA1_80}, TlsUtils.EMPTY_BYTES);
    }

    Vector<SignatureAndHashAlgorithm> signatures() {
        Vector<SignatureAndHashAlgorithm> known = new Vector<>();
        known.add(SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa));
        return known;
    }

    TlsCredentialedSigner credentials(TlsContext context) throws IOException {
        try {
            TlsCertificate own = crypto.createCertificate(identity.certificate().getEncoded());
            return new JcaDefaultTlsCredentialedSigner(new TlsCryptoParameters(context), crypto, identity.key(),
                new Certificate(new TlsCertificate[] {own}), signatures().get(0));
        } catch (CertificateEncodingException e) {
            throw new TlsFatalAlert(AlertDescription.internal_error, e);
        }
    }

    /** The far end has the same certificate as this one: their hashes are compared, as with a fingerprint of a description. */
    void judge(Certificate presented) throws IOException {
        try {
            byte[] theirs = MessageDigest.getInstance("SHA-256").digest(presented.getCertificateAt(0).getEncoded());
            if (!MessageDigest.isEqual(theirs, MessageDigest.getInstance("SHA-256").digest(identity.certificate().getEncoded()))) {
                throw new TlsFatalAlert(AlertDescription.bad_certificate);
            }
        } catch (GeneralSecurityException e) {
            throw new TlsFatalAlert(AlertDescription.internal_error, e);
        }
    }

    void complete(TlsContext context) {
        context.exportKeyingMaterial(ExporterLabel.dtls_srtp, null, KEYING_OCTETS);
    }
}
