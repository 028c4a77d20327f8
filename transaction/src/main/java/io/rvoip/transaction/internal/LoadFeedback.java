package io.rvoip.transaction.internal;

import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.Via;

/** Tells peers how much to keep from us (RFC 7339 §5.2), in every response to those that ask. Confined to one loop. */
public final class LoadFeedback {
    /** Long enough for the next response to come when nearly everything is kept back. */
    private static final int VALIDITY_MILLIS = 1000;
    private static final long NANOS_PER_STEP = 10_000;

    private final long began;

    /** @param now the present: sequence numbers count from it, and what a node said before it was restarted has ended */
    public LoadFeedback(long now) {
        began = now;
    }

    /** The same response with our present state, when the peer it goes to wants to know. @param loss percent */
    public SipResponse tell(SipResponse response, int loss, long now) {
        Via via = response.topVia();
        if (!OverloadValue.isAsked(via)) {
            return response;
        }
        OverloadValue value = new OverloadValue(loss, loss == 0 ? 0 : VALIDITY_MILLIS, (now - began) / NANOS_PER_STEP);
        return response.toBuilder().removeFirst(HeaderKind.VIA).prepend(HeaderKind.VIA, value.in(via)).build();
    }
}
