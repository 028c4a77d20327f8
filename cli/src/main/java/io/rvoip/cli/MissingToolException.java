package io.rvoip.cli;

/** A program or peer that a command needs is not there; the message says how to get it. */
final class MissingToolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingToolException(String message) {
        super(message);
    }
}
