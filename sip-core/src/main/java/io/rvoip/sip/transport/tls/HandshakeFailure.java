package io.rvoip.sip.transport.tls;

import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Why a connection did not become a secure one; each is counted by itself. */
public enum HandshakeFailure {
    /** The peer did not finish in time. */
    TIMEOUT,
    /** The peer left in the middle. */
    CLOSED,
    /** What came first was no TLS: plain SIP, or a scanner. */
    NOT_TLS,
    /** No version of TLS that both allow. */
    VERSION,
    /** No cipher suite, group or signature that both have. */
    NO_COMMON_SUITE,
    /** A certificate is out of date, or not valid yet. */
    CERTIFICATE_EXPIRED,
    /** Nobody we believe vouches for the certificate. */
    CERTIFICATE_UNTRUSTED,
    /** Its authority has taken a certificate back. */
    CERTIFICATE_REVOKED,
    /** Nobody could say whether a certificate was taken back, and {@link Revocation#HARD_FAIL} wants it said. */
    STATUS_UNKNOWN,
    /** A key in a certificate is too weak. */
    CERTIFICATE_WEAK,
    /** A good certificate, for somebody else (RFC 5922 §7.3). */
    NAME_MISMATCH,
    /** We ask for a client certificate and got none. */
    CERTIFICATE_MISSING,
    /** The peer refused, by an alert: often our certificate. */
    REFUSED_BY_PEER,
    /** A WebSocket client without the sub-protocol {@code sip} (RFC 7118 §4.1). */
    SUB_PROTOCOL,
    /** A WebSocket client from a web page of somebody else (RFC 6455 §10.2). */
    ORIGIN,
    /** No proper WebSocket handshake. */
    UPGRADE,
    /** It had to make room for newer ones. */
    EVICTED,
    /** Anything else. */
    PROTOCOL;

    private static final int MAX_CAUSES = 8;

    /** The reason behind an exception of a handshake. */
    public static HandshakeFailure of(Throwable failure) {
        Throwable at = failure;
        for (int i = 0; at != null && i < MAX_CAUSES; i++) {
            if (at instanceof Untrusted untrusted) {
                return untrusted.failure();
            }
            if (at instanceof CertificateExpiredException || at instanceof CertificateNotYetValidException) {
                return CERTIFICATE_EXPIRED;
            }
            if (at instanceof SslHandshakeTimeoutException) {
                return TIMEOUT;
            }
            if (at instanceof NotSslRecordException) {
                return NOT_TLS;
            }
            if (at instanceof WebSocketHandshakeException) {
                return UPGRADE;
            }
            at = at.getCause();
        }
        return byText(failure);
    }

    private static HandshakeFailure byText(Throwable failure) {
        if (failure instanceof ClosedChannelException) {
            return CLOSED;
        }
        if (!(failure instanceof SSLException) || failure.getMessage() == null) {
            return PROTOCOL;
        }
        String text = failure.getMessage().toLowerCase(Locale.ROOT);
        if (text.contains("received fatal alert")) {
            return REFUSED_BY_PEER;
        }
        if (text.contains("certificate chain") || text.contains("client authentication")) {
            return CERTIFICATE_MISSING;
        }
        if (text.contains("protocol version") || text.contains("client requested protocol")
                || text.contains("not enabled or supported")) {
            return VERSION;
        }
        return text.contains("in common") || text.contains("cipher") ? NO_COMMON_SUITE : PROTOCOL;
    }

    /** What the checks of certificate paths say, in our words. */
    static HandshakeFailure ofPath(Throwable failure) {
        Throwable at = failure;
        for (int i = 0; at != null && i < MAX_CAUSES; i++) {
            if (at instanceof CertPathValidatorException path
                    && path.getReason() == CertPathValidatorException.BasicReason.EXPIRED) {
                return CERTIFICATE_EXPIRED;
            }
            if (at instanceof CertificateExpiredException || at instanceof CertificateNotYetValidException) {
                return CERTIFICATE_EXPIRED;
            }
            at = at.getCause();
        }
        return CERTIFICATE_UNTRUSTED;
    }

    /** As in metrics: {@code name-mismatch}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
