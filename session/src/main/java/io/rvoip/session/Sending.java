package io.rvoip.session;

import io.rvoip.sip.header.Reason;
import io.rvoip.transaction.ClientListener;
import io.rvoip.transaction.ClientTransaction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request on its way out: perhaps a connection for it is still being made. */
final class Sending {
    private final ClientListener listener;
    private @Nullable ClientTransaction transaction;
    private boolean cancelled;

    Sending(ClientListener listener) {
        this.listener = listener;
    }

    ClientListener listener() {
        return listener;
    }

    /** Whether it was given up before anything was sent. */
    boolean cancelled() {
        return cancelled;
    }

    void started(ClientTransaction started) {
        transaction = started;
    }

    /** Gives an INVITE up (RFC 3261 §9.1). */
    void cancel(List<Reason> reasons, long now) {
        if (transaction != null) {
            transaction.cancel(reasons.stream().map(Reason::toString).toList(), now);
        } else if (!cancelled) {
            cancelled = true;
            fail("given up before it was sent");
        }
    }

    void fail(String reason) {
        listener.transportError(reason);
        listener.terminated();
    }
}
