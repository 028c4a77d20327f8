package io.rvoip.engine.proxy;

import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.transport.Flow;
import java.util.Optional;
import java.util.function.Consumer;

/** Decides who may send something through a proxy (RFC 3261 §16.3 step 6). On the loop of the shard. */
@FunctionalInterface
public interface Doorkeeper {
    /** Lets everybody pass. */
    Doorkeeper OPEN = (request, flow, then) -> then.accept(Optional.empty());

    /**
     * Looks at a request that belongs to no call of ours.
     *
     * @param then told once, on the loop, perhaps before this returns: empty lets the request pass; else the answer,
     *     which is sent as one packet
     */
    void ask(SipRequest request, Flow flow, Consumer<Optional<SipResponse.Builder>> then);
}
