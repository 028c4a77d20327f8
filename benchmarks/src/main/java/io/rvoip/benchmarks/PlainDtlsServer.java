package io.rvoip.benchmarks;

import java.io.IOException;
import java.util.Hashtable;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;

/** The peer's server. */
final class PlainDtlsServer extends DefaultTlsServer {
    private final PlainDtlsTerms terms;

    PlainDtlsServer(JcaTlsCrypto crypto, DtlsHandshakes.Identity identity) {
        super(crypto);
        terms = new PlainDtlsTerms(crypto, identity);
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return ProtocolVersion.DTLSv12.only();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return terms.cipherSuites();
    }

    @Override
    public int getHandshakeResendTimeMillis() {
        return PlainDtlsTerms.RESEND_MILLIS;
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"}) // the library is older than type parameters
    public Hashtable getServerExtensions() throws IOException {
        Hashtable extensions = TlsExtensionsUtils.ensureExtensionsInitialised(super.getServerExtensions());
        TlsSRTPUtils.addUseSRTPExtension(extensions, terms.profiles());
        return extensions;
    }

    @Override
    public CertificateRequest getCertificateRequest() {
        return new CertificateRequest(new short[] {ClientCertificateType.ecdsa_sign}, terms.signatures(), null);
    }

    @Override
    public void notifyClientCertificate(Certificate presented) throws IOException {
        terms.judge(presented);
    }

    @Override
    protected TlsCredentialedSigner getECDSASignerCredentials() throws IOException {
        return terms.credentials(context);
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        terms.complete(context);
    }
}
