package io.rvoip.sip.transport.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Believes a peer when the authorities do, when its keys are strong enough, when none of its certificates was taken
 * back and, for servers, when the certificate speaks for the name that the caller asked for (RFC 5922 §7.3): the
 * engine's peer host. Thread-safe.
 */
final class PeerTrust extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager authorities;
    private final ServerCheck serverCheck;
    private final KeyStrength keys;
    private final @Nullable RevocationCheck revocation;
    private final TlsWarnings warnings;

    /** @param revocation null where nobody is asked */
    PeerTrust(X509ExtendedTrustManager authorities, ServerCheck serverCheck, KeyStrength keys,
            @Nullable RevocationCheck revocation, TlsWarnings warnings) {
        this.authorities = authorities;
        this.serverCheck = serverCheck;
        this.keys = keys;
        this.revocation = revocation;
        this.warnings = warnings;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        server(chain, engine.getPeerHost(), engine.getHandshakeSession(),
                () -> authorities.checkServerTrusted(chain, authType, engine));
    }

    private void server(X509Certificate[] chain, String host, @Nullable SSLSession session, Check path) throws Untrusted {
        try {
            byAuthorities(path);
            byName(chain[0], host);
            byStatus(chain, session);
        } catch (Untrusted refused) {
            if (serverCheck == ServerCheck.VERIFY) {
                throw refused;
            }
            warnings.unverified(host + ": " + refused.getMessage());
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
        byStatus(chain, engine.getHandshakeSession());
    }

    private void byStatus(X509Certificate[] chain, @Nullable SSLSession handshake) throws Untrusted {
        keys.check(chain);
        if (revocation != null) {
            revocation.check(chain,
                    handshake instanceof ExtendedSSLSession session ? session.getStatusResponses() : List.of());
        }
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
        SSLSession session = socket instanceof SSLSocket secure ? secure.getHandshakeSession() : null;
        if (session == null) {
            throw new CertificateException("no name to check");
        }
        server(chain, session.getPeerHost(), session, () -> authorities.checkServerTrusted(chain, authType, socket));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("no connection to check");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("no connection to check");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.getAcceptedIssuers();
    }

    private interface Check {
        void run() throws CertificateException;
    }
}
