package io.rvoip.sip.transport;

import io.rvoip.sip.SipRequest;

/** Messages read from one socket that their shards have not taken yet. Thread-safe. */
interface Backlog {
    /** One more; false when it has to be dropped instead. On the socket's loop. */
    boolean enter();

    /** A request was read. On the socket's loop. */
    default void taken(SipRequest request) {}

    /** One less; on the shard's loop. */
    void leave();
}
