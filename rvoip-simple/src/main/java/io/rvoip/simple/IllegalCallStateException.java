package io.rvoip.simple;

/** The call is in a state in which this cannot be done; the message names both. */
public final class IllegalCallStateException extends SimpleVoipException {
    private static final long serialVersionUID = 1L;

    private final CallState state;

    IllegalCallStateException(String callId, CallState state, String wanted, String expected) {
        super("call " + callId + " is " + state + " and cannot " + wanted + " (expected: " + expected + ")");
        this.state = state;
    }

    /** The state the call was in. */
    public CallState state() {
        return state;
    }
}
