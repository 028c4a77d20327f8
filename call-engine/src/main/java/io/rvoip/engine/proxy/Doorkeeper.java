package io.rvoip.engine.proxy;

import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.transport.Flow;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Decides who may send something through a proxy (RFC 3261 §16.3 step 6). On the loop of the shard. */
@FunctionalInterface
public interface Doorkeeper {
    /** Lets everybody pass. */
    Doorkeeper OPEN = (request, flow, then) -> then.accept(new Verdict.Passes(null));

    /**
     * Looks at a request that belongs to no call of ours.
     *
     * @param then told once, on the loop, perhaps before this returns
     */
    void ask(SipRequest request, Flow flow, Consumer<Verdict> then);

    /**
     * Looks at a registration for a domain whose registrar asks who it is.
     *
     * @return the answer to a source that sends too many; empty when it is passed on
     */
    default Optional<SipResponse.Builder> register(SipRequest register, Flow flow) {
        return Optional.empty();
    }

    /** The registrar granted one that was passed on, from this flow. */
    default void granted(Flow flow) {}

    /** What becomes of a request. */
    sealed interface Verdict {
        /** It is passed on. @param user whose it is, authenticated; null for nobody we know */
        record Passes(@Nullable String user) implements Verdict {}

        /** It is answered with one packet, and forgotten. */
        record Refused(SipResponse.Builder answer) implements Verdict {}
    }
}
