package io.rvoip.session;

import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.uri.OtherUri;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.transaction.OverloadPolicy;
import io.rvoip.transaction.RequestHandler;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The application behind a user agent: hears what comes from outside. Called on the loop, must not block. */
public interface UserAgentHandler {
    /** Refuses every call with 480 and handles no further method. */
    UserAgentHandler NONE = new UserAgentHandler() {};

    /**
     * Methods beside INVITE, BYE and OPTIONS that {@link #onRequest} handles, such as REGISTER; they appear in Allow.
     * Asked once. Any other method gets 405, or 501 when it is unknown to SIP.
     */
    default Set<Method> methods() {
        return Set.of();
    }

    /**
     * Who gets what arrives at the shard: the user agent, unless something stands in front of it, as a proxy does that
     * leaves to it what is meant for this host. Asked once, while the stack is built.
     */
    default RequestHandler inFrontOf(RequestHandler userAgent) {
        return userAgent;
    }

    /**
     * Looks at a request outside of dialogs before anything else does (RFC 3261 §8.2) and before anything is kept for
     * it. It may have any method.
     *
     * @return a final response that is sent without state: a challenge costs an attacker one packet and us nothing.
     *     Without a To tag it gets one that is the same for each copy of the request. Empty lets the request pass
     */
    default Optional<SipResponse.Builder> screen(SipRequest request, Flow flow) {
        return Optional.empty();
    }

    /** What goes first when there is too much. */
    default OverloadPolicy overload() {
        return OverloadPolicy.NONE;
    }

    /** Whether calls to a URI that SIP does not define lead somewhere; others get 416 (RFC 3261 §8.2.2.1). */
    default boolean takes(OtherUri uri) {
        return false;
    }

    /**
     * Whether the sender of a request that {@link #screen} let pass just now has shown who they are. What the user agent
     * itself refuses to others is sent once and forgotten, because the address it goes to may be forged.
     */
    default boolean knows(SipRequest request, Flow flow) {
        return false;
    }

    /** Somebody calls. Answer the invitation now or later. */
    default void onInvitation(Invitation invitation) {
        invitation.reject(480);
    }

    /** A request outside of dialogs with one of {@link #methods()}. Answer it now or later, within 32 seconds. */
    default void onRequest(IncomingRequest request) {
        request.respond(501);
    }

    /**
     * Where a phone is now that registered with this application, and gave as Contact of a call an address of ours that leads to
     * it: requests within the call go there (RFC 5627 §6.1). May complete on any thread; empty for a phone that has not
     * registered, and for an address of others.
     */
    default CompletionStage<Optional<RegisteredPhone>> phoneOf(SipUri gruu) {
        return CompletableFuture.completedStage(Optional.empty());
    }

    /** A connection is gone: what was known to be behind it no longer is. Told on each shard. */
    default void onFlowClosed(Flow flow) {}
}
