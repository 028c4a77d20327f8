package io.rvoip.simple;

/** Where a {@link SimpleVoipClient} stands. */
public enum ClientState {
    /** Not connected yet, or not any more: no call can be made and none comes. */
    DISCONNECTED,
    /** Sockets are being opened. */
    CONNECTING,
    /** The registrar has been asked and has not answered yet. */
    REGISTERING,
    /** Calls can be made, and come. */
    CONNECTED,
    /** The network changed: the registrar is told where we are, and the far ends of all calls after it. */
    RECONNECTING,
    /** The registrar does not have us; calls that need it fail. It is tried again by itself when that may help. */
    ERROR
}
