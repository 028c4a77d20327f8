package io.rvoip.transaction.internal;

import io.rvoip.sip.SipResponse;

/** A server transaction's state and timers; times are monotonic nanoseconds. */
public interface ServerMachine {
    /** The request arrived again. */
    void onRetransmission();

    /**
     * The user answers.
     *
     * @return false when it is too late for this response, which is not sent then
     */
    boolean respond(SipResponse response, long now);

    /**
     * The user answers once and for all: sent a single time, and the transaction is over.
     *
     * @return false when a final response was given before
     */
    boolean respondOnce(SipResponse response);

    void onTransportError(String reason, long now);

    void onDeadline(long now);

    /** When to call {@link #onDeadline}; {@code Long.MAX_VALUE} for never. */
    long nextDeadline();

    /** Whether there is no final response yet. */
    boolean isOpen();

    boolean isTerminated();
}
