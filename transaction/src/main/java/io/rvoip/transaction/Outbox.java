package io.rvoip.transaction;

import io.rvoip.sip.SipMessage;
import io.rvoip.sip.transport.Flow;

/** What a {@link TransactionLayer} wants done. Called on its loop. */
public interface Outbox {
    /**
     * Send this; for a response {@code flow} is the one of its request, and it goes where RFC 3261 §18.2.2 and
     * RFC 3581 say. When it cannot be sent, say so with {@link TransactionLayer#transportFailed}, but not inside this
     * call.
     *
     * @param sender whose message it is
     */
    void transmit(SipMessage message, Flow flow, Transaction sender);

    /** Send this, once; nobody waits for the outcome: ACK for a 2xx, stateless replies. */
    void transmitOnce(SipMessage message, Flow flow);

    /**
     * Call {@link TransactionLayer#onDeadline} at this time: it is earlier than what was asked for before.
     *
     * @param deadlineNanos same as {@link TransactionLayer#nextDeadline()}
     */
    void wakeAt(long deadlineNanos);
}
