package io.rvoip.engine.auth;

import io.rvoip.common.IdSource;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.auth.DigestAlgorithm;
import io.rvoip.sip.transport.Flow;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a request from outside of dialogs passes on its way in: the authenticator, the flood guard for those it does
 * not know, and what one user may ask for those it does. One for each shard, confined to its loop.
 *
 * <p>{@link #screen} runs before anything is kept for the request; what it answers is sent as one packet. The request it
 * lets pass is the one handled next, and {@link #sender} tells whose it is:
 *
 * <pre>{@code
 * public Optional<SipResponse.Builder> screen(SipRequest request, Flow flow) {
 *     return gate.screen(request, flow, loop.now());
 * }
 * public void onRequest(IncomingRequest request) {
 *     gate.sender(request.request()).thenAccept(result -> …);     // with a directory in memory: at once
 * }
 * }</pre>
 */
public final class Gate {
    private static final int UNAVAILABLE = 503;
    private static final int RETRY_AFTER = 5;
    private static final int RETRY_SPREAD = 11;

    private final ServerAuthenticator authenticator;
    private final FloodGuard guard;
    private final UserGuard users;
    private final IdSource ids;
    private final Denials denials;
    private final Predicate<SipRequest> urgent;
    private @Nullable SipRequest passing;
    private @Nullable CompletionStage<AuthResult> result;

    /** A gate over what all shards share. */
    public Gate(ServerAuthenticator authenticator, FloodGuard guard, UserGuard users, IdSource ids) {
        this(authenticator, guard, users, ids, (request, flow, reason) -> { }, request -> false);
    }

    /**
     * As above, telling who was not let in.
     *
     * @param urgent what is held neither to the calls of one user nor, without credentials, to the rate of strangers: its
     *     sender is asked for credentials in any case, which takes no more bytes than 503 would
     */
    public Gate(
            ServerAuthenticator authenticator, FloodGuard guard, UserGuard users, IdSource ids, Denials denials,
            Predicate<SipRequest> urgent) {
        this.authenticator = authenticator;
        this.guard = guard;
        this.users = users;
        this.ids = ids;
        this.denials = denials;
        this.urgent = urgent;
    }

    /** Hears who is not let in, on the loop of the shard, as often as strangers like: must be cheap. */
    @FunctionalInterface
    public interface Denials {
        void denied(SipRequest request, Flow flow, AuthFailure reason);
    }

    /**
     * Looks at a request outside of dialogs.
     *
     * @return what to send, statelessly; empty when the sender is known, when the user directory takes its time, or
     *     when the method cannot be challenged
     */
    public Optional<SipResponse.Builder> screen(SipRequest request, Flow flow, long now) {
        passing = null;
        result = null;
        if (request.method().equals(Method.ACK) || request.method().equals(Method.CANCEL)) {
            return Optional.empty();
        }
        CompletionStage<AuthResult> stage = authenticator.authenticate(
                request, ChallengeKind.of(request), flow.remote().getAddress(), now)
                .thenApply(who -> within(who, request, now));
        AuthResult early = stage.toCompletableFuture().getNow(null);
        if (early instanceof AuthResult.Denied denied) {
            return Optional.of(answer(denied, request, flow, now));
        }
        passing = request;
        result = stage;
        return Optional.empty();
    }

    /**
     * As {@link #screen}, for a request whose sender somebody within this process vouches for: only what a user may ask for
     * counts.
     */
    public Optional<SipResponse.Builder> screenOf(String user, SipRequest request, Flow flow, long now) {
        AuthResult known = within(new AuthResult.Authenticated(user, DigestAlgorithm.SHA_256), request, now);
        passing = null;
        result = null;
        if (known instanceof AuthResult.Denied denied) {
            return Optional.of(answer(denied, request, flow, now));
        }
        passing = request;
        result = CompletableFuture.completedStage(known);
        return Optional.empty();
    }

    private AuthResult within(AuthResult who, SipRequest request, long now) {
        if (!(who instanceof AuthResult.Authenticated sender)) {
            return who;
        }
        boolean may = users.mayAsk(sender.user(), now)
                && (!request.method().equals(Method.INVITE) || urgent.test(request) || users.mayCall(sender.user(), now));
        return may ? who : new AuthResult.Refused(AuthFailure.OVER_LIMIT, request.respond(UNAVAILABLE));
    }

    /**
     * Looks at a registration that somebody else will ask for credentials: it counts as one without, until {@link #granted}.
     *
     * @return 503 where its source sends too many; else empty
     */
    public Optional<SipResponse.Builder> passOn(SipRequest register, Flow flow, long now) {
        return guard.allows(flow.remote().getAddress(), now)
                ? Optional.empty() : Optional.of(Challenges.unavailable(register, RETRY_AFTER + ids.nextInt(RETRY_SPREAD)));
    }

    /** A registration that {@link #passOn} let pass has been granted, and counts no more. */
    public void granted(Flow flow, long now) {
        guard.good(flow.remote().getAddress(), now);
    }

    /** Whether it is known already who sent the request that was let pass just now. */
    public boolean knows(SipRequest request) {
        CompletionStage<AuthResult> known = result;
        return known != null && passing == request
                && known.toCompletableFuture().getNow(null) instanceof AuthResult.Authenticated;
    }

    /**
     * Who sent the request that was let pass just now. A later {@link AuthResult.Denied} is to be answered with
     * {@link #answer}.
     *
     * @return may complete on any thread when the user directory is slow; never fails
     * @throws IllegalStateException when {@link #screen} did not let this very request pass before
     */
    public CompletionStage<AuthResult> sender(SipRequest request) {
        CompletionStage<AuthResult> known = result;
        if (known == null || passing != request) {
            throw new IllegalStateException(request.method() + " was not screened");
        }
        passing = null;
        result = null;
        return known;
    }

    /**
     * What to send to somebody who is not let in: the challenge or refusal, or 503 when they ask too often, whether we
     * know them or not.
     */
    public SipResponse.Builder answer(AuthResult.Denied denied, SipRequest request, Flow flow, long now) {
        denials.denied(request, flow, denied.reason());
        if (denied.reason() != AuthFailure.OVER_LIMIT
                && (guard.allows(flow.remote().getAddress(), now) || urgent.test(request))) {
            return denied.response();
        }
        return Challenges.unavailable(request, RETRY_AFTER + ids.nextInt(RETRY_SPREAD));
    }
}
