package io.rvoip.rtp.dtls;

import io.rvoip.common.Secret;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.rtp.srtp.SrtpSuite;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Vector;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.jspecify.annotations.Nullable;

/** What client and server have in common in one handshake, and what came of it. Confined to its thread. */
final class HandshakeTerms {
    final DtlsSettings settings;
    final JcaTlsCrypto crypto;
    private final DtlsParameters parameters;
    private final PeerCertificate judge;
    private @Nullable SrtpSuite suite;
    private @Nullable CertificateFingerprint proven;
    private @Nullable Agreed agreed;

    HandshakeTerms(DtlsParameters parameters, DtlsSettings settings, JcaTlsCrypto crypto, CryptoProvider hashes) {
        this.parameters = parameters;
        this.settings = settings;
        this.crypto = crypto;
        judge = new PeerCertificate(parameters.announced(), settings.authorities(), parameters.user(), hashes);
    }

    /** The keys of both sides, and who the other one is. */
    record Agreed(SrtpMasterKey client, SrtpMasterKey server, CertificateFingerprint proven) {}

    /** Forward secrecy and AEAD, for either kind of certificate; a server has one kind only. */
    int[] cipherSuites(boolean server) {
        int[] curve = {CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384};
        int[] rsa = {CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384};
        if (server) {
            return ownIsRsa() ? rsa : curve;
        }
        return new int[] {curve[0], rsa[0], curve[1], rsa[1]};
    }

    private boolean ownIsRsa() {
        return parameters.own().key().getAlgorithm().equals("RSA");
    }

    /** What the far end may sign with; RSA in the way that every provider below has. */
    Vector<SignatureAndHashAlgorithm> signatures() {
        Vector<SignatureAndHashAlgorithm> known = new Vector<>();
        known.add(algorithm(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa));
        known.add(algorithm(HashAlgorithm.sha384, SignatureAlgorithm.ecdsa));
        known.add(algorithm(HashAlgorithm.sha256, SignatureAlgorithm.rsa));
        return known;
    }

    private static SignatureAndHashAlgorithm algorithm(short hash, short signature) {
        return SignatureAndHashAlgorithm.getInstance(hash, signature);
    }

    TlsCredentialedSigner credentials(TlsContext context) throws IOException {
        List<TlsCertificate> chain = new ArrayList<>();
        try {
            for (X509Certificate one : parameters.own().chain()) {
                chain.add(crypto.createCertificate(one.getEncoded()));
            }
        } catch (java.security.cert.CertificateEncodingException e) {
            throw new TlsFatalAlert(AlertDescription.internal_error, e);
        }
        short signature = ownIsRsa() ? SignatureAlgorithm.rsa : SignatureAlgorithm.ecdsa;
        return new JcaDefaultTlsCredentialedSigner(new TlsCryptoParameters(context), crypto, parameters.own().key(),
                new Certificate(chain.toArray(TlsCertificate[]::new)), algorithm(HashAlgorithm.sha256, signature));
    }

    int[] profiles() {
        return SrtpProfiles.numbers(parameters.suites());
    }

    /** As a server: our best one that was offered. */
    int[] choose(@Nullable UseSRTPData offered) throws IOException {
        if (offered == null) {
            throw new TlsFatalAlert(AlertDescription.handshake_failure, "no use_srtp in the ClientHello");
        }
        suite = SrtpProfiles.choose(parameters.suites(), offered.getProtectionProfiles())
                .orElseThrow(() -> new TlsFatalAlert(AlertDescription.handshake_failure, "no SRTP profile in common"));
        return SrtpProfiles.numbers(List.of(suite));
    }

    /** As a client: what the server chose, out of what we offered (RFC 5764 section 4.1.1). */
    void chosen(@Nullable UseSRTPData answer) throws IOException {
        if (answer == null) {
            throw new TlsFatalAlert(AlertDescription.handshake_failure, "no use_srtp in the ServerHello");
        }
        Optional<SrtpSuite> ours = answer.getProtectionProfiles().length == 1 && answer.getMki().length == 0
                ? SrtpProfiles.choose(parameters.suites(), answer.getProtectionProfiles())
                : Optional.empty();
        suite = ours.orElseThrow(() -> new TlsFatalAlert(
                AlertDescription.illegal_parameter, "an SRTP profile that was not offered"));
    }

    void judge(Certificate presented) throws IOException {
        proven = judge.check(presented);
    }

    /** Both sides are done: nothing that could be missing may be. */
    void complete(TlsContext context) throws IOException {
        SrtpSuite chosen = suite;
        CertificateFingerprint who = proven;
        if (chosen == null || who == null) {
            throw new TlsFatalAlert(AlertDescription.handshake_failure, "nothing was proven");
        }
        int key = chosen.keyBytes();
        int salt = chosen.saltBytes();
        byte[] material = context.exportKeyingMaterial(ExporterLabel.dtls_srtp, null, 2 * (key + salt));
        agreed = new Agreed(
                master(chosen, material, 0, 2 * key), master(chosen, material, key, 2 * key + salt), who);
        Arrays.fill(material, (byte) 0);
    }

    private static SrtpMasterKey master(SrtpSuite suite, byte[] material, int keyAt, int saltAt) {
        byte[] octets = new byte[suite.keyBytes() + suite.saltBytes()];
        System.arraycopy(material, keyAt, octets, 0, suite.keyBytes());
        System.arraycopy(material, saltAt, octets, suite.keyBytes(), suite.saltBytes());
        SrtpMasterKey master = SrtpMasterKey.of(suite, Secret.of(octets));
        Arrays.fill(octets, (byte) 0);
        return master;
    }

    Agreed agreed() {
        Agreed result = agreed;
        if (result == null) {
            throw new IllegalStateException("the handshake is not complete");
        }
        return result;
    }
}
