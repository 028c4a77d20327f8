package io.rvoip.simple;

/** The far end did not answer in time. */
public final class SipTimeoutException extends SimpleVoipException {
    private static final long serialVersionUID = 1L;

    SipTimeoutException(String message) {
        super(message);
    }
}
