package io.rvoip.sip.transport.tls;

import java.security.cert.CertificateException;

/** A certificate that was refused, and for which of the reasons that operators tell apart. */
final class Untrusted extends CertificateException {
    private static final long serialVersionUID = 1L;

    private final HandshakeFailure failure;

    Untrusted(HandshakeFailure failure, String message) {
        super(message);
        this.failure = failure;
    }

    Untrusted(HandshakeFailure failure, String message, Throwable cause) {
        super(message, cause);
        this.failure = failure;
    }

    HandshakeFailure failure() {
        return failure;
    }
}
