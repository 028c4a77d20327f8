package io.rvoip.transaction;

import io.rvoip.sip.SipRequest;

/** What a {@link TransactionLayer} is told of overload by the {@link RequestHandler}. Called on the layer's loop. */
public interface OverloadPolicy {
    /** Nothing goes before anything else but what goes on already. */
    OverloadPolicy NONE = request -> false;

    /**
     * Whether a request from outside of dialogs goes before others when there is room for few. What belongs to a dialog
     * always does.
     */
    boolean isUrgent(SipRequest request);
}
