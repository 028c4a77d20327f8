package io.rvoip.simple;

/** Something below failed in a way nobody foresaw: a bug, which the cause names. */
public final class StackFailureException extends SimpleVoipException {
    private static final long serialVersionUID = 1L;

    StackFailureException(Throwable cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
