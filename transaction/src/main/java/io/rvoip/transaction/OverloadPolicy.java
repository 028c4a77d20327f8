package io.rvoip.transaction;

import io.rvoip.sip.SipRequest;
import java.net.InetAddress;

/** What a {@link TransactionLayer} is told of overload by the {@link RequestHandler}. Called on the layer's loop. */
public interface OverloadPolicy {
    /** No peers, and nothing goes before anything else but what goes on already. */
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
}
