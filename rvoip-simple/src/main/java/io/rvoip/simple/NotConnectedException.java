package io.rvoip.simple;

/** The client is not connected, or no longer. */
public final class NotConnectedException extends SimpleVoipException {
    private static final long serialVersionUID = 1L;

    private final ClientState state;

    NotConnectedException(ClientState state) {
        super("the client is " + state + " (expected: CONNECTED)");
        this.state = state;
    }

    /** The state the client was in. */
    public ClientState state() {
        return state;
    }
}
