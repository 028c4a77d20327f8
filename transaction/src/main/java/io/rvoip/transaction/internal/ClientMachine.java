package io.rvoip.transaction.internal;

import io.rvoip.sip.SipResponse;

/** A client transaction's state and timers; times are monotonic nanoseconds. */
public interface ClientMachine {
    /** Sends the request; once, before anything else. */
    void start(long now);

    void onResponse(SipResponse response, long now);

    void onTransportError(String reason, long now);

    void onDeadline(long now);

    /** When to call {@link #onDeadline}; {@code Long.MAX_VALUE} for never. */
    long nextDeadline();

    boolean isTerminated();
}
