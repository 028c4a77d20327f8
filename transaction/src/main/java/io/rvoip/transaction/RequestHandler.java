package io.rvoip.transaction;

import io.rvoip.sip.SipRequest;
import io.rvoip.sip.transport.Flow;

/** Who gets the requests that arrive: a user agent, a proxy. Called on the layer's loop. */
public interface RequestHandler {
    /**
     * A new request, neither ACK nor CANCEL. Answer it through {@code transaction}, now or later; an INVITE that is
     * not answered within 200 ms gets a 100. An INVITE must be answered some time, it has no timer of its own.
     */
    void onRequest(ServerTransaction transaction, SipRequest request);

    /**
     * An ACK that belongs to no failed INVITE: one for a 2xx, to be matched with its dialog and dropped when there
     * is none. Never answered.
     */
    void onAck(SipRequest ack, Flow flow);

    /**
     * The client gave up an INVITE that has no final response yet. The CANCEL has been answered; answer the INVITE
     * with 487 (RFC 3261 §9.2).
     */
    void onCancel(ServerTransaction invite, SipRequest cancel);

    /**
     * Whether a request that reached us twice on different ways is handed over each time. User agents want it once, the
     * other gets 482 (RFC 3261 §8.2.2.2); a proxy passes both on, or what it sends comes back as a spiral.
     */
    default boolean takesMerged() {
        return false;
    }

    /** What goes first when there is too much; asked as often as that matters. */
    default OverloadPolicy overload() {
        return OverloadPolicy.NONE;
    }

    /** A connection is gone; transactions that it concerns have been told. */
    default void onFlowClosed(Flow flow, String reason) {}
}
