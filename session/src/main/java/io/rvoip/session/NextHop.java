package io.rvoip.session;

import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.Target;
import io.rvoip.sip.uri.SipUri;

/** Where the first request of a call or registration is sent. */
public sealed interface NextHop {
    /** Where its first Route, or its request URI, says (RFC 3261 §8.1.2). */
    record ByUri() implements NextHop {}

    /** This address, whatever the URIs say: an outbound proxy. */
    record To(Target target) implements NextHop {}

    /**
     * The server that this URI leads to, whatever the request's own URIs say: an outbound proxy by its name, with all
     * the servers behind that name (RFC 3263).
     */
    record Through(SipUri server) implements NextHop {}

    /** This flow: the connection, or pinhole, over which the far end registered (RFC 5626 §5.3). */
    record Over(Flow flow) implements NextHop {}

    /** Where the URIs say. */
    static NextHop byUri() {
        return new ByUri();
    }

    /** An outbound proxy. */
    static NextHop to(Target target) {
        return new To(target);
    }

    /** An outbound proxy, by name. */
    static NextHop through(SipUri server) {
        return new Through(server);
    }

    /** An existing flow. */
    static NextHop over(Flow flow) {
        return new Over(flow);
    }
}
