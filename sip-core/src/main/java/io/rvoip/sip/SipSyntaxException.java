package io.rvoip.sip;

/** A value handed to the API is not valid SIP. Never thrown while a message from the wire is parsed. */
public final class SipSyntaxException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, as "where: value (expected: …)" */
    public SipSyntaxException(String message) {
        super(message);
    }
}
