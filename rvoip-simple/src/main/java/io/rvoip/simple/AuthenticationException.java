package io.rvoip.simple;

/** The registrar does not accept who we say we are: wrong password, unknown user, no algorithm in common. */
public final class AuthenticationException extends SimpleVoipException {
    private static final long serialVersionUID = 1L;

    private final int status;

    AuthenticationException(int status, String text) {
        super("registration: " + status + " " + text);
        this.status = status;
    }

    /** The SIP status: 401, 403 or 407. */
    public int status() {
        return status;
    }
}
