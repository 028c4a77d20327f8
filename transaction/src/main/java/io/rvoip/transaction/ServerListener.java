package io.rvoip.transaction;

/** The user of a server transaction, who wants to know how it went. Called on the layer's loop. */
public interface ServerListener {
    /** Hears nothing. */
    ServerListener NONE = new ServerListener() {};

    /**
     * Time is up: no ACK to the final response of an INVITE other than 2xx within 64*T1 (timer H), or no answer of
     * ours to another request within 64*T1, when nobody waits any more (RFC 4320 §4.2).
     */
    default void timeout() {}

    /** A response could not be sent. An INVITE's transaction stays and may be answered again (RFC 6026 §7.1). */
    default void transportError(String reason) {}

    /** It is over and forgotten; nothing else comes. */
    default void terminated() {}
}
