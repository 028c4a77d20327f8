package io.rvoip.simple;

/** There are as many calls as {@link ClientBuilder#withMaxCalls} allows. */
public final class TooManyCallsException extends SimpleVoipException {
    private static final long serialVersionUID = 1L;

    TooManyCallsException(int limit) {
        super("maxCalls: " + limit + " calls already (expected: at most that)");
    }
}
