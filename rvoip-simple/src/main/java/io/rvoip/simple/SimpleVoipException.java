package io.rvoip.simple;

import java.util.concurrent.CompletionException;

/**
 * Something the softphone was asked for did not work; the subclasses say what kind of failure it was. Futures fail
 * with these; {@code join()} wraps them in a {@link CompletionException}, which {@link #from} takes off. A refused
 * configuration is a {@link io.rvoip.common.ConfigurationException} instead, thrown by {@link ClientBuilder#connect}.
 */
public abstract sealed class SimpleVoipException extends RuntimeException
        permits AuthenticationException, CallEndedException, CallMediaException, IllegalCallStateException,
                NetworkException, NotConnectedException, SipRefusedException, SipTimeoutException,
                StackFailureException, TooManyCallsException {
    private static final long serialVersionUID = 1L;

    SimpleVoipException(String message) {
        super(message);
    }

    SimpleVoipException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What made a future fail, without the wrappers; a {@link StackFailureException} around what is none of ours. */
    public static SimpleVoipException from(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof SimpleVoipException ours ? ours : new StackFailureException(cause);
    }
}
