package io.rvoip.session;

import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.session.dialog.DialogId;
import io.rvoip.sip.Method;
import io.rvoip.sip.Q850;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.SipTransport;
import io.rvoip.transaction.OverloadPolicy;
import io.rvoip.transaction.RequestHandler;
import io.rvoip.transaction.ServerTransaction;
import io.rvoip.transaction.TransactionLayer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A SIP user agent (RFC 3261 §8): makes calls, takes calls, registers, answers OPTIONS, and refuses what it cannot do
 * with the status the RFC has for it. One for each shard, confined to the shard's loop: every method is called there.
 *
 * <p>What comes from outside is looked at in this order: dialog (481), or the handler's
 * {@linkplain UserAgentHandler#screen screen} when it belongs to none; then method (405, 501), URI scheme (416),
 * extensions (420, 421), timer (422), body (415), room (503), and then it is handed to the {@link UserAgentHandler}. Requests that come
 * twice on different ways (482) and malformed ones (400, 505) were refused by the layers below. Who has not shown who
 * they are gets one packet for one packet, and leaves nothing behind.
 */
public final class UserAgent implements RequestHandler {
    private static final Logger LOG = LoggerFactory.getLogger(UserAgent.class);

    private final AgentCore core;
    private static final Set<Method> DIALOG_ONLY = Set.of(Method.BYE, Method.PRACK, Method.UPDATE, Method.INFO);

    private final UserAgentHandler handler;
    private final Intake intake;
    private final Answering answering;
    private final Set<InviteSession> sessions = new LinkedHashSet<>();
    private final Set<Registration> registrations = new LinkedHashSet<>();
    private boolean draining;

    /**
     * A user agent over a transaction layer of its own. {@link SipStack} makes one for each shard.
     *
     * @param ids unguessable: tags and nonces are made of it
     * @param callIds makes Call-IDs that lead back to this shard
     * @param layer makes the layer, given the handler of its requests
     * @param metrics counts {@code rvoip_sip_info_total{outcome}}
     */
    public UserAgent(
            UserAgentSettings settings, Loop loop, IdSource ids, Supplier<String> callIds, SipTransport transport,
            TargetResolver resolver, UserAgentHandler handler, Function<RequestHandler, TransactionLayer> layer,
            Metrics metrics) {
        this.handler = handler;
        Outbound outbound = new Outbound(layer.apply(this), transport, resolver, loop, handler::phoneOf);
        core = new AgentCore(settings, loop, ids, outbound, new Capabilities(handler.methods(), settings), callIds, metrics);
        intake = new Intake(core, handler);
        answering = new Answering(core);
    }

    /**
     * Calls somebody. Nothing of the session's is told before this returns.
     *
     * @throws CallLimitException when there are as many calls as the limits allow
     * @throws IllegalStateException while draining
     */
    public InviteSession invite(InviteRequest request, SessionListener listener) {
        requireRoom();
        InviteSession session = new InviteSession(
                core, core.newCallId(), request.to(), CallDirection.OUTGOING, core.auth(request.credentials()),
                listener, sessions::remove);
        sessions.add(session);
        ClientInvite invite = new ClientInvite(session, request);
        session.early(invite);
        core.loop.execute(invite::start);
        return session;
    }

    private void requireRoom() {
        if (draining) {
            throw new IllegalStateException("the user agent is draining and makes no new calls");
        }
        if (sessions.size() >= core.settings.limits().maxSessions()) {
            throw new CallLimitException(core.settings.limits().maxSessions());
        }
    }

    /**
     * Registers with a registrar and keeps it up.
     *
     * @throws CallLimitException when there are as many registrations as the limits allow
     */
    public Registration register(RegistrationRequest request, RegistrationListener listener) {
        if (registrations.size() >= core.settings.limits().maxRegistrations()) {
            throw new CallLimitException(core.settings.limits().maxRegistrations());
        }
        Registration registration = new Registration(
                core, request, listener, registrations::remove, this::hasOtherFlows);
        registrations.add(registration);
        core.loop.execute(registration::start);
        return registration;
    }

    private boolean hasOtherFlows(Registration one) {
        return registrations.stream().anyMatch(other -> other != one && other.state().registered()
                && other.request().instance().equals(one.request().instance()));
    }

    /**
     * Sends a request outside of dialogs, and answers challenges on the way.
     *
     * @return what became of it, on the loop
     */
    public CompletionStage<RequestOutcome> ask(PlainRequest request) {
        return PlainExchange.start(core, request);
    }

    /** Every call that has not ended. */
    public List<InviteSession> sessions() {
        return List.copyOf(sessions);
    }

    /** Every registration that is not closed. */
    public List<Registration> registrations() {
        return List.copyOf(registrations);
    }

    /** What it holds at this moment. */
    public UserAgentCounts counts() {
        return core.tally.counts();
    }

    /** From now on new calls are refused with 503; those that are there go on. */
    public void drain() {
        draining = true;
    }

    /** Drains, ends all calls and removes all registrations; give it time until {@link #counts()} are zero. */
    public void shutDown() {
        drain();
        for (InviteSession session : sessions()) {
            session.end(session.ended(EndParty.SYSTEM, EndCause.SHUTDOWN, 503, "the stack is being stopped")
                    .withReasons(List.of(Q850.reason(Q850.cause(503)))));
        }
        registrations().forEach(Registration::unregister);
    }

    /** A connection is gone: registrations over it are renewed. */
    public void flowClosed(Flow flow) {
        handler.onFlowClosed(flow);
        for (Registration registration : registrations()) {
            if (registration.flow().filter(flow::equals).isPresent()) {
                registration.wayLost();
            }
        }
    }

    @Override
    public void onRequest(ServerTransaction transaction, SipRequest request) {
        if (request.to().tag().isPresent() && !request.method().equals(Method.REGISTER)) {
            withinDialog(transaction, request);
        } else {
            outsideDialogs(transaction, request);
        }
    }

    private void withinDialog(ServerTransaction transaction, SipRequest request) {
        DialogId id = new DialogId(
                request.callId(), request.to().tag().orElseThrow(), request.from().tag().orElse(""));
        Optional<DialogUser> user = core.user(id);
        if (user.isEmpty()) {
            answering.stranger(transaction, core.response(request, 481));
            return;
        }
        Optional<SipResponse.Builder> refusal = intake.refusal(request, transaction.flow());
        if (refusal.isPresent()) {
            answering.known(transaction, refusal.get());
        } else {
            user.get().onRequest(transaction, request);
        }
    }

    private void outsideDialogs(ServerTransaction transaction, SipRequest request) {
        Optional<SipResponse.Builder> screened = handler.screen(request, transaction.flow());
        if (screened.isPresent()) {
            transaction.respondStatelessly(screened.get().toTag(transaction.statelessTag()).build());
            return;
        }
        boolean known = handler.knows(request, transaction.flow());
        Optional<SipResponse.Builder> answer = ownAnswer(request, transaction.flow());
        if (answer.isEmpty()) {
            hand(transaction, request);
        } else if (known) {
            answering.known(transaction, answer.get());
        } else {
            answering.stranger(transaction, answer.get());
        }
    }

    /** What we answer ourselves: refusals, OPTIONS, and that there is no room. Empty when it is for the application. */
    private Optional<SipResponse.Builder> ownAnswer(SipRequest request, Flow flow) {
        Optional<SipResponse.Builder> refusal = intake.refusal(request, flow);
        if (refusal.isPresent()) {
            return refusal;
        }
        Method method = request.method();
        if (DIALOG_ONLY.contains(method)) {
            return Optional.of(core.response(request, 481));
        }
        if (method.equals(Method.OPTIONS)) {
            return Optional.of(core.capabilities.answerOptions(core, request));
        }
        boolean full = method.equals(Method.INVITE)
                ? draining || sessions.size() >= core.settings.limits().maxSessions()
                : core.tally.pendingRequests >= core.settings.limits().maxPendingRequests();
        return full ? Optional.of(intake.unavailable(request)) : Optional.empty();
    }

    private void hand(ServerTransaction transaction, SipRequest request) {
        if (request.method().equals(Method.INVITE)) {
            invited(transaction, request);
        } else {
            handler.onRequest(new IncomingRequest(core, transaction, request));
        }
    }

    private void invited(ServerTransaction transaction, SipRequest request) {
        InviteSession session = new InviteSession(
                core, request.callId(), request.from(), CallDirection.INCOMING, core.auth(List.of()),
                SessionListener.NONE, sessions::remove);
        sessions.add(session);
        Invitation invitation = new Invitation(session, transaction, request);
        try {
            handler.onInvitation(invitation);
        } catch (RuntimeException failure) {
            LOG.error("the handler failed on call {}", request.callId(), failure);
            session.end(session.ended(EndParty.SYSTEM, EndCause.FAULT, 500, "the handler of the invitation failed"));
        }
    }

    @Override
    public void onAck(SipRequest ack, Flow flow) {
        ack.to().tag().ifPresent(tag -> core
                .user(new DialogId(ack.callId(), tag, ack.from().tag().orElse("")))
                .ifPresent(user -> user.onAck(ack)));
    }

    @Override
    public OverloadPolicy overload() {
        return handler.overload();
    }

    @Override
    public void onCancel(ServerTransaction invite, SipRequest cancel) {
        core.opened(invite).ifPresent(owner -> owner.accept(cancel));
    }
}
