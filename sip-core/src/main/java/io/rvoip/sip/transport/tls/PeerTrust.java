package io.rvoip.sip.transport.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Believes a peer when the authorities do and, for servers, when the certificate speaks for the name that the caller
 * asked for (RFC 5922 §7.3): the engine's peer host. Thread-safe.
 */
final class PeerTrust extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager authorities;
    private final ServerCheck serverCheck;
    private final Consumer<String> warnings;

    PeerTrust(X509ExtendedTrustManager authorities, ServerCheck serverCheck, Consumer<String> warnings) {
        this.authorities = authorities;
        this.serverCheck = serverCheck;
        this.warnings = warnings;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        try {
            byAuthorities(() -> authorities.checkServerTrusted(chain, authType, engine));
            byName(chain[0], engine.getPeerHost());
        } catch (Untrusted refused) {
            if (serverCheck == ServerCheck.VERIFY) {
                throw refused;
            }
            warnings.accept(engine.getPeerHost() + ": " + refused.getMessage());
        }
    }

    private static void byName(X509Certificate certificate, String name) throws Untrusted {
        SipIdentities identities = SipIdentities.of(certificate);
        if (!identities.include(name)) {
            throw new Untrusted(HandshakeFailure.NAME_MISMATCH,
                    "the certificate is for " + identities + ", not for " + name);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        byAuthorities(() -> authorities.checkClientTrusted(chain, authType, engine));
    }

    private static void byAuthorities(Check check) throws Untrusted {
        try {
            check.run();
        } catch (CertificateException refused) {
            HandshakeFailure why = HandshakeFailure.ofPath(refused);
            String what = why == HandshakeFailure.CERTIFICATE_EXPIRED
                    ? "the certificate is out of date" : "nobody we believe vouches for the certificate";
            throw new Untrusted(why, what, refused);
        }
    }

    /** Without an engine nobody knows whom we wanted: never used, and never trusted. */
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("no name to check");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("no name to check");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        byAuthorities(() -> authorities.checkClientTrusted(chain, authType));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        byAuthorities(() -> authorities.checkClientTrusted(chain, authType, socket));
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.getAcceptedIssuers();
    }

    private interface Check {
        void run() throws CertificateException;
    }
}
