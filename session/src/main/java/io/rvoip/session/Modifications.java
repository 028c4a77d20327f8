package io.rvoip.session;

import io.rvoip.session.offer.OfferKind;
import io.rvoip.session.offer.Refusal;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.transaction.ServerTransaction;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * re-INVITEs of an answered call, ours and theirs (RFC 3261 §14).
 *
 * <table>
 * <caption>Transitions</caption>
 * <tr><th>state</th><th>input</th><th>next</th></tr>
 * <tr><td>IDLE</td><td>a change is wanted and no glare timer runs</td><td>OFFERING</td></tr>
 * <tr><td></td><td>INVITE of the far end</td><td>ANSWERING</td></tr>
 * <tr><td>OFFERING</td><td>the offer is ready</td><td>INVITING, INVITE sent</td></tr>
 * <tr><td></td><td>the offer cannot be made</td><td>IDLE, refused with 500</td></tr>
 * <tr><td>INVITING</td><td>2xx</td><td>IDLE, ACK sent; BYE when its answer cannot be used</td></tr>
 * <tr><td></td><td>491</td><td>IDLE, the glare timer runs, the change stays wanted</td></tr>
 * <tr><td></td><td>481, 408, timeout</td><td>BYE</td></tr>
 * <tr><td></td><td>any other failure</td><td>IDLE, refused; the call goes on as before</td></tr>
 * <tr><td>OFFERING, INVITING, UNACKED</td><td>INVITE of the far end</td><td>same, 491 sent</td></tr>
 * <tr><td>ANSWERING</td><td>INVITE of the far end</td><td>same, 500 with Retry-After sent</td></tr>
 * <tr><td></td><td>answer or offer is ready</td><td>UNACKED, 2xx sent until the ACK comes</td></tr>
 * <tr><td></td><td>refusal; CANCEL</td><td>IDLE, refused; 487</td></tr>
 * <tr><td>UNACKED</td><td>ACK</td><td>IDLE; BYE when its answer cannot be used</td></tr>
 * <tr><td></td><td>no ACK for 64*T1</td><td>BYE</td></tr>
 * </table>
 */
final class Modifications implements Reinvite.Owner {
    private static final int MOST_COLLISIONS = 8;
    private static final int MOST_SECONDS_TO_RETRY = 10;

    private enum State { IDLE, OFFERING, INVITING, ANSWERING, UNACKED }

    private final InviteSession session;
    private final AgentCore core;
    private final Deque<Wanted> queue = new ArrayDeque<>();
    private final Alarm glare;
    private State state = State.IDLE;
    private @Nullable ServerTransaction remoteInvite;
    private @Nullable SipRequest remoteRequest;
    private @Nullable UnackedAnswer unacked;
    private boolean answerInAck;
    private boolean held;
    private boolean heldByRemote;

    Modifications(InviteSession session) {
        this.session = session;
        core = session.core;
        glare = core.alarm(this::next);
    }

    boolean held() {
        return held;
    }

    boolean heldByRemote() {
        return heldByRemote;
    }

    /** A change that the application wants; done when it is its turn. */
    CompletionStage<Modification> request(OfferKind kind, @Nullable SdpBody description) {
        if (session.end().isPresent() || session.state() == SessionState.ENDING) {
            CallEnd why = session.end().or(session::wanted).orElseThrow();
            return CompletableFuture.completedStage(new Modification.Ended(why));
        }
        if (!session.state().answered()) {
            throw new IllegalStateException(
                    "call " + session.callId() + " is " + session.state() + " (expected: an answered call)");
        }
        if (description == null && session.media() instanceof RelayMedia) {
            throw new IllegalStateException(
                    "the media of call " + session.callId() + " are the application's (expected: offer(description))");
        }
        if (queue.size() >= core.settings.limits().maxModifications()) {
            return CompletableFuture.completedStage(
                    new Modification.Refused(500, queue.size() + " changes are waiting already"));
        }
        Wanted wanted = new Wanted(kind, description);
        queue.add(wanted);
        next();
        return wanted.outcome;
    }

    /** The call stands now, or the far end is done: our turn. */
    void next() {
        Wanted wanted = queue.peek();
        if (wanted == null || state != State.IDLE || glare.armed() || session.state() != SessionState.CONFIRMED) {
            return;
        }
        state = State.OFFERING;
        if (wanted.description != null && session.media() instanceof RelayMedia relay) {
            relay.nextOffer(wanted.description);
        }
        session.media().offer(wanted.kind).whenComplete((offer, failure) -> {
            if (state != State.OFFERING) {
                return;
            }
            if (failure == null) {
                invite(offer);
            } else {
                refusedOurs(500, MediaSetup.text(failure));
            }
        });
    }

    private void invite(SdpBody offer) {
        state = State.INVITING;
        SipRequest.Builder invite = session.establishedDialog().request(Method.INVITE)
                .set(HeaderKind.CONTACT, session.establishedDialog().localContact())
                .body(SdpBody.CONTENT_TYPE, offer.bytes());
        core.capabilities.describeWithin(invite);
        core.stamp(invite);
        SipRequest request = session.auth().authorise(invite.build());
        session.findPath(
                flow -> {
                    if (state == State.INVITING) {
                        new Reinvite(session, request, flow, this).send();
                    }
                },
                why -> refused(503, why));
    }

    // What becomes of ours

    @Override
    public void accepted(SipResponse response) {
        if (state != State.INVITING) {
            return;
        }
        session.establishedDialog().refreshTarget(response);
        Optional<SdpBody> answer = Bodies.description(response);
        Optional<Refusal> refusal = answer.isEmpty()
                ? Optional.of(Refusal.notAcceptable(Refusal.MISCELLANEOUS, "the 2xx has no answer"))
                : session.media().accept(answer.get());
        if (refusal.isPresent()) {
            mediaFailed(refusal.get());
            return;
        }
        state = State.IDLE;
        Wanted done = queue.remove();
        session.emit(new SessionEvent.Modified(false, response));
        agreed();
        if (done.kind == OfferKind.HOLD || done.kind == OfferKind.RESUME) {
            localHold(done.kind == OfferKind.HOLD);
        }
        done.outcome.complete(new Modification.Done(response));
        next();
    }

    private void mediaFailed(Refusal refusal) {
        session.bye(session.ended(EndParty.SYSTEM, EndCause.MEDIA, refusal.status(), refusal.text()));
    }

    private void localHold(boolean now) {
        if (held != now) {
            held = now;
            session.emit(new SessionEvent.LocalHold(now));
        }
    }

    /** An agreement is in force: says what it changed. */
    private void agreed() {
        boolean now = session.media().heldByRemote();
        if (heldByRemote != now) {
            heldByRemote = now;
            session.emit(new SessionEvent.RemoteHold(now));
        }
    }

    @Override
    public void refused(int status, String text) {
        if (state != State.INVITING) {
            return;
        }
        if (status == 491 && queue.element().collisions++ < MOST_COLLISIONS) {
            state = State.IDLE;
            session.media().rollback();
            boolean ownsCallId = session.direction() == CallDirection.OUTGOING;
            glare.in(ownsCallId ? core.randomMillis(2100, 4000) : core.randomMillis(0, 2000));
        } else {
            refusedOurs(status, text);
        }
    }

    private void refusedOurs(int status, String text) {
        session.media().rollback();
        state = State.IDLE;
        queue.remove().outcome.complete(new Modification.Refused(status, text));
        next();
    }

    @Override
    public void dialogLost(int status, String text) {
        if (state == State.INVITING) {
            session.bye(session.ended(EndParty.SYSTEM, EndCause.DIALOG_LOST, status, text));
        }
    }

    @Override
    public void authenticating(int status, String realm) {
        session.emit(new SessionEvent.Authenticating(status, realm));
    }

    // Theirs

    void onInvite(ServerTransaction transaction, SipRequest invite) {
        switch (state) {
            case IDLE -> answer(transaction, invite);
            case OFFERING, INVITING, UNACKED -> core.refuse(transaction, invite, 491);
            case ANSWERING -> core.respond(transaction, busy(transaction, invite));
        }
    }

    /** We are not done with the INVITE before (§14.2). */
    SipResponse busy(ServerTransaction transaction, SipRequest invite) {
        return core.response(invite, 500).toTag(transaction.toTag())
                .addRaw("Retry-After", Integer.toString(core.ids.nextInt(MOST_SECONDS_TO_RETRY + 1)))
                .build();
    }

    private void answer(ServerTransaction transaction, SipRequest invite) {
        state = State.ANSWERING;
        remoteInvite = transaction;
        remoteRequest = invite;
        core.opened(transaction, cancel -> cancelled(transaction));
        Optional<SdpBody> offer = Bodies.description(invite);
        answerInAck = offer.isEmpty();
        if (offer.isPresent()) {
            session.media().answer(offer.get()).whenComplete((answer, failure) -> {
                if (remoteInvite == transaction) {
                    answered(transaction, invite, answer, failure);
                }
            });
        } else {
            session.media().offer(OfferKind.REFRESH).whenComplete((body, failure) -> {
                if (remoteInvite == transaction) {
                    SessionMedia.MediaAnswer made = body == null ? null : new SessionMedia.MediaAnswer.Accepted(body);
                    answered(transaction, invite, made, failure);
                }
            });
        }
    }

    private void answered(
            ServerTransaction transaction, SipRequest invite, SessionMedia.@Nullable MediaAnswer answer,
            @Nullable Throwable failure) {
        if (answer instanceof SessionMedia.MediaAnswer.Accepted accepted) {
            accept(transaction, invite, accepted.body());
        } else {
            Refusal refusal = answer instanceof SessionMedia.MediaAnswer.Refused refused
                    ? refused.refusal()
                    : new Refusal(500, Refusal.MISCELLANEOUS, MediaSetup.text(failure));
            forgetTheirs();
            core.respond(transaction, Refusals.response(core, invite, transaction.toTag(), refusal));
            next();
        }
    }

    private void accept(ServerTransaction transaction, SipRequest invite, SdpBody body) {
        state = State.UNACKED;
        core.closed(transaction);
        session.establishedDialog().refreshTarget(invite);
        SipResponse.Builder ok = core.response(invite, 200).toTag(transaction.toTag())
                .set(HeaderKind.CONTACT, session.establishedDialog().localContact())
                .body(SdpBody.CONTENT_TYPE, body.bytes());
        invite.rawAll("Record-Route").forEach(route -> ok.addRaw("Record-Route", route));
        core.capabilities.describeWithin(ok);
        SipResponse response = ok.build();
        unacked = new UnackedAnswer(core, transaction, response, this::neverAcknowledged);
        unacked.send();
        if (!answerInAck) {
            session.emit(new SessionEvent.Modified(true, response));
            agreed();
        }
    }

    private void neverAcknowledged() {
        session.bye(session.ended(EndParty.SYSTEM, EndCause.NO_ACK, 408, "the 2xx was never acknowledged"));
    }

    void onAck(SipRequest ack) {
        if (state != State.UNACKED || unacked == null || !unacked.acked(ack)) {
            return;
        }
        boolean answerWanted = answerInAck;
        forgetTheirs();
        if (answerWanted && !takeAnswer(ack)) {
            return;
        }
        next();
    }

    private boolean takeAnswer(SipRequest ack) {
        Optional<SdpBody> answer = Bodies.description(ack);
        Optional<Refusal> refusal = answer.isEmpty()
                ? Optional.of(Refusal.notAcceptable(Refusal.MISCELLANEOUS, "the ACK has no answer"))
                : session.media().accept(answer.get());
        if (refusal.isPresent()) {
            mediaFailed(refusal.get());
            return false;
        }
        session.emit(new SessionEvent.Modified(true, ack));
        agreed();
        return true;
    }

    /** CANCEL of their re-INVITE. */
    private void cancelled(ServerTransaction transaction) {
        if (state == State.ANSWERING && remoteInvite == transaction && remoteRequest != null) {
            SipRequest invite = remoteRequest;
            boolean relayed = session.media() instanceof RelayMedia relay && relay.awaiting();
            forgetTheirs();
            session.media().rollback();
            core.refuse(transaction, invite, 487);
            if (relayed) {
                session.emit(new SessionEvent.OfferWithdrawn());
            }
            next();
        }
    }

    private void forgetTheirs() {
        if (remoteInvite != null) {
            core.closed(remoteInvite);
        }
        state = State.IDLE;
        remoteInvite = null;
        remoteRequest = null;
        unacked = null;
        answerInAck = false;
    }

    /** The call ends: whatever is open comes to nothing. */
    void abandon(CallEnd why) {
        glare.cancel();
        if (unacked != null) {
            unacked.stop();
        }
        if (state == State.ANSWERING && remoteInvite != null && remoteRequest != null) {
            core.refuse(remoteInvite, remoteRequest, 487);
        }
        forgetTheirs();
        for (Wanted wanted : List.copyOf(queue)) {
            queue.remove(wanted);
            wanted.outcome.complete(new Modification.Ended(why));
        }
    }

    /** A change of ours until it has come to something. */
    private static final class Wanted {
        final OfferKind kind;
        final @Nullable SdpBody description;
        final CompletableFuture<Modification> outcome = new CompletableFuture<>();
        int collisions;

        Wanted(OfferKind kind, @Nullable SdpBody description) {
            this.kind = kind;
            this.description = description;
        }
    }
}
