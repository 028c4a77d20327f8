package io.rvoip.simple;

/** The far end refused what was asked of it; a call that exists goes on as before. */
public final class SipRefusedException extends SimpleVoipException {
    private static final long serialVersionUID = 1L;

    private final int status;

    SipRefusedException(String what, int status, String text) {
        super(what + ": " + status + " " + text);
        this.status = status;
    }

    /** The SIP status, 300 to 699. */
    public int status() {
        return status;
    }
}
