package io.rvoip.common;

/** A secret was referred to that is not where it should be. */
public final class SecretUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SecretUnavailableException(SecretRef reference, String why) {
        super(reference + ": " + why);
    }
}
