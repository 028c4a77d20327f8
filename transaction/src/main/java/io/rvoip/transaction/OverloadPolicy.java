package io.rvoip.transaction;

import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.transport.Flow;
import java.net.InetAddress;

/** What a {@link TransactionLayer} is told of overload by the {@link RequestHandler}. Called on the layer's loop. */
public interface OverloadPolicy {
    /** No peers, nobody turned away, and nothing goes before anything else but what goes on already. */
    OverloadPolicy NONE = request -> false;

    /**
     * Whether a request from outside of dialogs goes before others when there is room for few. What belongs to a dialog
     * always does.
     */
    boolean isUrgent(SipRequest request);

    /** Whether the node at an address is told of our overload, and we of its (RFC 7339). */
    default boolean isPeer(InetAddress node) {
        return false;
    }

    /** How many percent of their requests peers shall keep from us now, 0 to 100. */
    default int loss(long now) {
        return 0;
    }

    /** Whether what arrives waits in a queue, and what waits there for too long is turned away; always the same. */
    default boolean sheds() {
        return false;
    }

    /** Where in the queue a message belongs that has just arrived. */
    default Precedence precedence(SipMessage message, Flow flow, long now) {
        return Precedence.FIRST;
    }

    /** A message is taken in hand after it has waited for so many nanoseconds. */
    default void taken(Precedence precedence, long waited, long now) {}

    /** What to answer to a request that has waited for too long. */
    default SipResponse.Builder turnAway(SipRequest request, Flow flow, long now) {
        return request.respond(503);
    }
}
