package io.rvoip.transaction;

import io.rvoip.sip.SipResponse;

/**
 * The user of a client transaction. Called on the layer's loop; may call the transaction and the layer.
 *
 * <p>Exactly one of final response, timeout, transport error and keeping back ends the waiting; {@link #terminated()} comes last
 * and once. Retransmissions never arrive here, except those of a 2xx to INVITE.
 */
public interface ClientListener {
    /** 100-199. */
    void provisional(SipResponse response);

    /**
     * 200-699. For an INVITE every 2xx arrives here, retransmissions and those of other branches (they differ in the
     * To tag), for 64*T1 after the first: acknowledge each (RFC 3261 §13.2.2.4, RFC 6026). Other final responses
     * have been acknowledged already.
     */
    void finalResponse(SipResponse response);

    /** No final response within 64*T1 (408 to the user, §8.1.3.1), or none within 64*T1 of a CANCEL (§9.1). */
    void timeout();

    /** It could not be sent (503 to the user, §8.1.3.1). */
    void transportError(String reason);

    /** It was not sent, because a peer has asked for less (503 to the user, RFC 7339 §5.5); the way to it is sound. */
    default void keptBack(String reason) {
        transportError(reason);
    }

    /** It is over and forgotten; nothing else comes. */
    void terminated();
}
