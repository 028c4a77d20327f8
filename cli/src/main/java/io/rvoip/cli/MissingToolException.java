package io.rvoip.cli;

/** A program or peer that a command needs is not there; the message says how to get it. */
public final class MissingToolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says what is missing and how to get it. */
    public MissingToolException(String message) {
        super(message);
    }
}
