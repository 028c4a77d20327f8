package io.rvoip.session;

import io.rvoip.session.dialog.Dialog;
import io.rvoip.session.offer.Refusal;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.Q850;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.Contact;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.transaction.ServerTransaction;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call made to us that waits for its answer (RFC 3261 §13.3). Confined to the loop of its user agent.
 *
 * <p>It is answered once: with {@link #accept()}, {@link #reject(int)} or {@link #redirect}; or it ends by itself when
 * the caller gives up, when its Expires has passed, or when it stays unanswered for the time in the settings. Its
 * {@link #session()} tells, and lives on after acceptance.
 */
public final class Invitation {
    private static final long PROVISIONAL_INTERVAL = 60_000_000_000L;
    private static final long RELIABLE_INTERVAL = 150_000_000_000L;
    private static final int MOST_REPEATS = 6;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final AgentCore core;
    private final InviteSession session;
    private final ServerTransaction transaction;
    private final SipRequest request;
    private final Flow flow;
    private final String tag;
    private final Alarm expiry;
    private final Alarm keepRinging;
    private String contactUser;
    private List<HeaderLine> headers = List.of();
    private final CalledDescription description;
    private final @Nullable ReliableProvisionals reliable;
    private final boolean unreliableForbidden;
    private @Nullable SipResponse lastProvisional;
    private @Nullable SdpBody answerAfterPrack;
    private @Nullable SipUri gruu;
    private @Nullable Contact contact;
    private int lastStatus;
    private int repeats;
    private boolean expires;
    private boolean accepting;
    private boolean answered;
    private boolean pending = true;

    Invitation(InviteSession session, ServerTransaction transaction, SipRequest request) {
        this.session = session;
        this.core = session.core;
        this.transaction = transaction;
        this.request = request;
        flow = transaction.flow();
        tag = transaction.toTag();
        contactUser = Uris.user(request.requestUri());
        expiry = core.alarm(this::expired);
        keepRinging = core.alarm(this::repeatProvisional);
        description = new CalledDescription(session, request, flow);
        Reliability policy = core.settings.reliability();
        boolean possible = policy != Reliability.OFF && Capabilities.supports(request, Reliability.TAG);
        reliable = possible ? new ReliableProvisionals(core, transaction, this::neverAcknowledged) : null;
        unreliableForbidden =
                possible && (policy == Reliability.REQUIRED || Capabilities.requires(request, Reliability.TAG));
        session.trickle().invited(request);
        session.early(new Phase());
        core.tally.pendingRequests++;
        core.opened(transaction, this::cancelled);
        armExpiry();
    }

    private void armExpiry() {
        long limit = core.settings.invitationTimeout().toNanos();
        long wanted = request.header(HeaderKind.EXPIRES).map(s -> s * NANOS_PER_SECOND).orElse(Long.MAX_VALUE);
        expires = wanted < limit;
        expiry.in(Math.min(limit, wanted));
    }

    /** The INVITE as it was received. */
    public SipRequest request() {
        return request;
    }

    /** The flow it came over: the address it was really sent from. */
    public Flow flow() {
        return flow;
    }

    /** Our address as the caller sees it, where a listener takes what comes to any of them too. */
    public InetAddress ownAddress() {
        return core.outbound.ownAddress(flow);
    }

    /** Whom the caller wants. */
    public NameAddr to() {
        return request.to();
    }

    /** Who calls, by their own account. */
    public NameAddr from() {
        return request.from();
    }

    /** The caller's offer, exactly as received; empty when we are to make it. */
    public Optional<SdpBody> offer() {
        return description.offer();
    }

    /** Whether a description can be sent before the answer: with an offer in the INVITE, or reliably (RFC 3262 §5). */
    public boolean canDescribeEarly() {
        return offer().isPresent() || reliable != null;
    }

    /** The call. */
    public InviteSession session() {
        return session;
    }

    /** Who makes our descriptions; before the first answer with one. Without it they are the application's. */
    public Invitation withMedia(MediaPlan media) {
        description.plan(media);
        return this;
    }

    /** An address of ours that a registrar gave us, as Contact (RFC 5627 §4.4); null for where we listen. */
    public Invitation withGruu(@Nullable SipUri address) {
        gruu = address;
        return this;
    }

    /** The user part of our Contact; without it that of the request URI. */
    public Invitation withContactUser(String user) {
        contactUser = user;
        return this;
    }

    /** Headers for each answer from now on. */
    public Invitation withHeaders(List<HeaderLine> more) {
        headers = List.copyOf(more);
        return this;
    }

    /** 180: somebody is being alerted. */
    public void ring() {
        provisional(180, null);
    }

    /**
     * A provisional answer without description, as 181 or 182.
     *
     * @param status 101 to 199
     */
    public void progress(int status) {
        provisional(status, null);
    }

    /**
     * 183 with our description: early media. Where the INVITE has no offer and the caller cannot acknowledge ours it
     * goes without one.
     */
    public void progress() {
        if (offer().isPresent() || reliable != null && description.isOurs()) {
            describeIn(183);
        } else {
            provisional(183, null);
        }
    }

    private void describeIn(int status) {
        description.make().whenComplete((body, failure) -> {
            if (open() && !accepting && body != null) {
                provisional(status, body);
            }
        });
    }

    /**
     * Early media with the application's own description.
     *
     * @param status 180 to 183
     */
    public void progress(int status, SdpBody body) {
        provisional(status, body);
    }

    /** 200 with our description, made by the {@link MediaPlan}. An offer that cannot be answered gets 488. */
    public void accept() {
        requireOpen();
        accepting = true;
        description.make().whenComplete((body, failure) -> {
            if (!open()) {
                return;
            }
            if (failure == null) {
                send2xx(body);
            } else if (MediaSetup.cause(failure) instanceof CalledDescription.RefusedException refused) {
                refuse(refused.refusal());
            } else {
                end(500, EndCause.MEDIA, EndParty.SYSTEM, MediaSetup.text(failure), response(500));
            }
        });
    }

    /** 200 with the application's own description: the answer, or the offer when the INVITE had none. */
    public void accept(SdpBody body) {
        requireOpen();
        accepting = true;
        send2xx(body);
    }

    /**
     * Refuses with the standard reason phrase.
     *
     * @param status 400 to 699
     */
    public void reject(int status) {
        reject(status, List.of());
    }

    /**
     * Refuses, with headers such as Reason or Retry-After.
     *
     * @param status 400 to 699
     */
    public void reject(int status, List<HeaderLine> more) {
        requireOpen();
        if (status < 400 || status > 699) {
            throw new IllegalArgumentException("status: " + status + " (expected: 400-699)");
        }
        SipResponse.Builder response = response(status);
        more.forEach(header -> response.addRaw(header.name(), header.value()));
        end(status, EndCause.REJECTED, EndParty.LOCAL, "rejected", response);
    }

    /**
     * Challenges or refuses with a response of the application's own making, as 401.
     *
     * @param response 400 to 699
     */
    public void reject(SipResponse.Builder response) {
        requireOpen();
        SipResponse built = response.toTag(tag).build();
        if (built.status() < 400) {
            throw new IllegalArgumentException("status: " + built.status() + " (expected: 400-699)");
        }
        end(built.status(), EndCause.REJECTED, EndParty.LOCAL, built.reason(), response);
    }

    /**
     * As {@link #reject(SipResponse.Builder)}, with one packet and nothing kept (RFC 3261 §8.2.7): for a caller who turns
     * out to be nobody we know, and whose address may be forged.
     *
     * @param response 400 to 699
     */
    public void rejectOnce(SipResponse.Builder response) {
        requireOpen();
        SipResponse built = response.toTag(tag).build();
        if (built.status() < 400) {
            throw new IllegalArgumentException("status: " + built.status() + " (expected: 400-699)");
        }
        answered = true;
        transaction.respondStatelessly(built);
        session.finish(session.ended(EndParty.LOCAL, EndCause.REJECTED, built.status(), built.reason()));
    }

    /** 302: the caller should try these, in order of q. */
    public void redirect(List<Contact> contacts) {
        requireOpen();
        if (contacts.isEmpty()) {
            throw new IllegalArgumentException("contacts: none (expected: at least one)");
        }
        SipResponse.Builder response = response(302);
        contacts.forEach(target -> response.add(HeaderKind.CONTACT, target));
        end(302, EndCause.REDIRECTED, EndParty.LOCAL, "redirected", response);
    }

    private SipResponse.Builder response(int status) {
        return core.response(request, status).toTag(tag);
    }

    private boolean open() {
        return session.state() == SessionState.INVITED && !answered;
    }

    private void requireOpen() {
        if (!open() || accepting) {
            throw new IllegalStateException("call " + session.callId() + " is "
                    + (accepting ? "being accepted" : session.state().toString()) + " (expected: INVITED)");
        }
    }

    private void refuse(Refusal refusal) {
        answered = true;
        core.respond(transaction, Refusals.response(core, request, tag, refusal));
        session.finish(session.ended(EndParty.SYSTEM, EndCause.MEDIA, refusal.status(), refusal.text()));
    }

    private void provisional(int status, @Nullable SdpBody body) {
        requireOpen();
        if (status < 101 || status > 199) {
            throw new IllegalArgumentException("status: " + status + " (expected: 101-199)");
        }
        if (reliable == null) {
            unreliable(status, body);
        } else if (body != null || offer().isPresent() || description.stage() != CalledDescription.Stage.OPEN) {
            reliable(reliable, status, body);
        } else if (!unreliableForbidden) {
            unreliable(status, null);
        } else if (description.isOurs()) {
            describeIn(status); // the first reliable response must carry the offer (RFC 6337 §3.1.2)
        }
    }

    private void unreliable(int status, @Nullable SdpBody body) {
        SipResponse response = provisionalOf(status, body).build();
        lastProvisional = response;
        repeats = 0;
        keepRinging.in(untilRepeated());
        core.respond(transaction, response);
    }

    /** Once offer and answer are through, descriptions are left out (RFC 6337 §3.1). */
    private void reliable(ReliableProvisionals sender, int status, @Nullable SdpBody body) {
        boolean described = body != null && description.stage() == CalledDescription.Stage.OPEN;
        SipResponse.Builder response = provisionalOf(status, described ? body : null);
        if (described) {
            description.sentReliably(body);
        }
        lastProvisional = null;
        lastStatus = status;
        keepRinging.in(RELIABLE_INTERVAL);
        sender.send(response, described);
    }

    private SipResponse.Builder provisionalOf(int status, @Nullable SdpBody body) {
        join();
        SipResponse.Builder builder = dialogResponse(status);
        if (reliable != null) {
            core.capabilities.allow(builder);
        }
        announce(builder);
        if (body != null) {
            builder.body(SdpBody.CONTENT_TYPE, body.bytes());
        }
        return builder;
    }

    /** Soon, and ever later, while the caller may not know of the dialog that candidates are to go in (RFC 8840 §4.3.2). */
    private long untilRepeated() {
        boolean unsure = session.trickle().unsure() && repeats < MOST_REPEATS;
        return unsure ? core.t1() << repeats++ : PROVISIONAL_INTERVAL;
    }

    private void announce(SipResponse.Builder response) {
        if (description.isOurs()) {
            session.trickle().announce(request, response);
        }
    }

    /** Proxies forget a call that makes no sound for three minutes (§13.3.1.1). */
    private void repeatProvisional() {
        if (lastProvisional != null) {
            keepRinging.in(untilRepeated());
            core.respond(transaction, lastProvisional);
        } else if (reliable != null) {
            reliable(reliable, lastStatus, null);
        }
    }

    private void neverAcknowledged() {
        end(504, EndCause.NO_ACK, EndParty.SYSTEM, "a provisional response was never acknowledged", response(504));
    }

    private boolean prackReceived(ServerTransaction prackTransaction, SipRequest prack) {
        if (reliable == null || !reliable.take(prack)) {
            return false;
        }
        Optional<SdpBody> body = Bodies.description(prack);
        boolean mayOffer = description.stage() == CalledDescription.Stage.SETTLED
                && session.turn() == Turn.FREE && !session.answeringOffer();
        if (body.isPresent() && mayOffer) {
            session.remoteOffers().answer(
                    prackTransaction, prack, session.establishedDialog(), body.get(), this::acknowledgedEarly);
            return true;
        }
        Optional<Refusal> refusal = description.stage() == CalledDescription.Stage.OFFERED
                ? description.answered(body)
                : Optional.empty();
        core.refuse(prackTransaction, prack, 200);
        if (refusal.isPresent() && open()) {
            refuse(refusal.get());
        } else {
            acknowledgedEarly();
        }
        return true;
    }

    /** A reliable response is through: on with what waits for it. */
    private void acknowledgedEarly() {
        if (reliable != null) {
            reliable.next();
            if (open() && answerAfterPrack != null && !reliable.owesDescription()) {
                send2xx(answerAfterPrack);
            }
        }
        session.next();
    }

    private Turn turn() {
        if (answered) {
            boolean ackWillAnswer =
                    description.stage() == CalledDescription.Stage.OPEN && offer().isEmpty();
            return ackWillAnswer ? Turn.THEIRS : Turn.FREE;
        }
        return description.turn();
    }

    /** We may offer once the first answer has arrived for certain (RFC 6337 §3.2). */
    private Optional<DialogWay> updatable() {
        boolean ready = open() && !accepting && turn() == Turn.FREE && reliable != null && !reliable.owesDescription();
        return ready ? session.way().filter(way -> way.dialog().allowsUpdate()) : Optional.empty();
    }

    private void join() {
        if (contact == null) {
            boolean secure = Uris.isSecure(request.requestUri());
            contact = gruu == null ? core.outbound.contact(flow, contactUser, secure) : Outbound.contact(gruu, secure);
            session.join(
                    Dialog.ofRequest(request, tag, contact), DialogPath.ofInvitation(core.outbound, flow, request));
        }
    }

    private SipResponse.Builder dialogResponse(int status) {
        SipResponse.Builder builder = response(status);
        request.rawAll("Record-Route").forEach(route -> builder.addRaw("Record-Route", route));
        if (contact != null) {
            builder.set(HeaderKind.CONTACT, contact);
        }
        headers.forEach(header -> builder.addRaw(header.name(), header.value()));
        return builder;
    }

    private void send2xx(SdpBody body) {
        if (reliable != null && reliable.owesDescription()) {
            answerAfterPrack = body; // RFC 3262 §3: not before the description has arrived
            return;
        }
        join();
        answered = true;
        over();
        SipResponse.Builder ok = dialogResponse(200);
        if (description.stage() == CalledDescription.Stage.OPEN) {
            ok.body(SdpBody.CONTENT_TYPE, body.bytes());
        }
        core.capabilities.describe(ok);
        announce(ok);
        session.timer().answer(request, ok);
        session.said(description.sent() == null ? body : description.sent());
        session.acceptIncoming(transaction, ok.build(), description.sent(), this::acknowledged);
    }

    /** The offer was ours: the answer is in the ACK. */
    private void acknowledged(SipRequest ack) {
        if (offer().isPresent() || description.stage() != CalledDescription.Stage.OPEN) {
            return;
        }
        Optional<SdpBody> answer = Bodies.description(ack);
        Optional<Refusal> refusal = answer.isEmpty()
                ? Optional.of(Refusal.notAcceptable(Refusal.MISCELLANEOUS, "the ACK has no answer"))
                : session.media().accept(answer.get());
        refusal.ifPresent(why ->
                session.bye(session.ended(EndParty.SYSTEM, EndCause.MEDIA, why.status(), why.text())));
    }

    private void end(int status, EndCause cause, EndParty who, String text, SipResponse.Builder response) {
        answered = true;
        core.respond(transaction, response.build());
        session.finish(session.ended(who, cause, status, text));
    }

    private void expired() {
        int status = expires ? 487 : 480;
        end(status, EndCause.NO_ANSWER, EndParty.SYSTEM, "not answered in time", response(status));
    }

    /** The caller gave up (§9.2); the CANCEL itself was answered. */
    private void cancelled(SipRequest cancel) {
        if (open()) {
            answered = true;
            core.respond(transaction, response(487).build());
            session.finish(session.ended(EndParty.REMOTE, EndCause.CANCELLED, 487, "cancelled by the caller")
                    .withReasons(AgentCore.reasons(cancel)));
        }
    }

    private void giveUp(CallEnd why) {
        if (open()) {
            int status = why.status() >= 400 ? why.status() : Q850.status(why.q850().orElse(Q850.NORMAL_CLEARING));
            EndCause cause = why.cause() == EndCause.HANGUP ? EndCause.REJECTED : why.cause();
            answered = true;
            SipResponse.Builder response = response(status);
            why.reasons().forEach(reason -> response.add(HeaderKind.REASON, reason));
            core.respond(transaction, response.build());
            session.finish(new CallEnd(why.who(), cause, status, why.text(), why.reasons(), why.at()));
        }
    }

    private void over() {
        if (!answered) {
            answered = true; // a BYE came before our answer (§15.1.2)
            core.respond(transaction, response(487).build());
        }
        if (pending) {
            pending = false;
            core.tally.pendingRequests--;
            core.closed(transaction);
        }
        expiry.cancel();
        keepRinging.cancel();
        lastProvisional = null;
        if (reliable != null) {
            reliable.close();
        }
    }

    /** What the session asks of it. */
    private final class Phase implements EarlyPhase {
        @Override
        public void giveUp(CallEnd why) {
            Invitation.this.giveUp(why);
        }

        @Override
        public boolean onPrack(ServerTransaction prackTransaction, SipRequest prack) {
            return prackReceived(prackTransaction, prack);
        }

        @Override
        public Turn turn() {
            return Invitation.this.turn();
        }

        @Override
        public Optional<DialogWay> updatable() {
            return Invitation.this.updatable();
        }

        /** A PRACK may be on its way still. */
        @Override
        public boolean endsWithAck() {
            return reliable == null;
        }

        @Override
        public void over() {
            Invitation.this.over();
        }
    }
}
