package io.rvoip.session;

import io.rvoip.session.dialog.Dialog;
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
 * Changes of a call: re-INVITEs, ours and theirs (RFC 3261 §14), and our UPDATEs, which go in early dialogs and where
 * they are asked for (RFC 3311 §5.1).
 *
 * <table>
 * <caption>Transitions</caption>
 * <tr><th>state</th><th>input</th><th>next</th></tr>
 * <tr><td>IDLE</td><td>a change is wanted and no glare timer runs</td><td>OFFERING</td></tr>
 * <tr><td></td><td>none is, and the media have found another way than the lines say</td><td>OFFERING</td></tr>
 * <tr><td></td><td>INVITE of the far end</td><td>ANSWERING</td></tr>
 * <tr><td>OFFERING</td><td>the offer is ready</td><td>ASKING, INVITE or UPDATE sent</td></tr>
 * <tr><td></td><td>the offer cannot be made</td><td>IDLE, refused with 500</td></tr>
 * <tr><td>ASKING</td><td>2xx</td><td>IDLE, ACK sent; BYE when its answer cannot be used</td></tr>
 * <tr><td></td><td>500 with Retry-After</td><td>as 491, after that time</td></tr>
 * <tr><td></td><td>another place takes the call</td><td>IDLE, the change stays wanted</td></tr>
 * <tr><td></td><td>491</td><td>IDLE, the glare timer runs, the change stays wanted</td></tr>
 * <tr><td></td><td>481, 408, timeout</td><td>BYE</td></tr>
 * <tr><td></td><td>any other failure</td><td>IDLE, refused; the call goes on as before</td></tr>
 * <tr><td>OFFERING, ASKING, UNACKED</td><td>INVITE of the far end</td><td>same, 491 sent</td></tr>
 * <tr><td>ANSWERING</td><td>INVITE of the far end</td><td>same, 500 with Retry-After sent</td></tr>
 * <tr><td></td><td>answer or offer is ready</td><td>UNACKED, 2xx sent until the ACK comes</td></tr>
 * <tr><td></td><td>refusal; CANCEL</td><td>IDLE, refused; 487</td></tr>
 * <tr><td>UNACKED</td><td>ACK</td><td>IDLE; BYE when its answer cannot be used</td></tr>
 * <tr><td></td><td>no ACK for 64*T1</td><td>BYE</td></tr>
 * </table>
 */
final class Modifications {
    private static final int MOST_COLLISIONS = 8;
    private static final int MOST_SECONDS_TO_RETRY = 10;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private enum State { IDLE, OFFERING, ASKING, ANSWERING, UNACKED }

    private final InviteSession session;
    private final AgentCore core;
    private final Deque<Wanted> queue = new ArrayDeque<>(1);
    private final Alarm glare;
    private State state = State.IDLE;
    private @Nullable Asked asked;
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
    CompletionStage<Modification> request(OfferKind kind, @Nullable SdpBody description, boolean byUpdate) {
        if (session.end().isPresent() || session.state() == SessionState.ENDING) {
            CallEnd why = session.end().or(session::wanted).orElseThrow();
            return CompletableFuture.completedStage(new Modification.Ended(why));
        }
        if (!session.canChange()) {
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
        Wanted wanted = new Wanted(kind, description, byUpdate);
        queue.add(wanted);
        next();
        return wanted.outcome;
    }

    /** Our description as it is, in a re-INVITE, unless another change is on its way that does as well (RFC 4028 §7.4). */
    CompletionStage<Modification> refresh() {
        Wanted waiting = queue.peek();
        if (waiting != null) {
            return waiting.outcome;
        }
        SdpBody said = session.media() instanceof RelayMedia relay ? relay.said() : null;
        if (said == null && session.media() instanceof RelayMedia) {
            return CompletableFuture.completedStage(new Modification.Refused(500, "there is no description yet"));
        }
        return request(OfferKind.REFRESH, said, false);
    }

    /** The call stands now, or the far end is done: our turn. */
    void next() {
        if (state != State.IDLE || glare.armed() || session.changeableNow().isEmpty()) {
            return;
        }
        if (queue.isEmpty() && session.state() == SessionState.CONFIRMED && session.media().misaligned()) {
            queue.add(new Wanted(OfferKind.REFRESH, null, false));
        }
        Wanted wanted = queue.peek();
        if (wanted == null) {
            return;
        }
        state = State.OFFERING;
        Asked asking = new Asked(wanted);
        asked = asking;
        if (wanted.description != null && session.media() instanceof RelayMedia relay) {
            relay.nextOffer(wanted.description);
        }
        session.media().offer(wanted.kind).whenComplete((offer, failure) -> {
            if (asked != asking) {
                return;
            }
            if (failure == null) {
                ask(asking, offer);
            } else {
                refusedOurs(500, MediaSetup.text(failure));
            }
        });
    }

    private void ask(Asked asking, SdpBody offer) {
        Optional<DialogWay> way = session.changeableNow();
        if (way.isEmpty()) {
            putOff();
            return;
        }
        state = State.ASKING;
        asking.way = way.get();
        Dialog dialog = way.get().dialog();
        asking.standing = session.state() == SessionState.CONFIRMED;
        boolean byUpdate = !asking.standing || asking.wanted.byUpdate && dialog.allowsUpdate();
        SipRequest.Builder request = dialog.request(byUpdate ? Method.UPDATE : Method.INVITE)
                .set(HeaderKind.CONTACT, dialog.localContact())
                .body(SdpBody.CONTENT_TYPE, offer.bytes());
        core.capabilities.describeWithin(request);
        session.trickle().announce(request);
        session.timer().ask(request);
        core.stamp(request);
        if (byUpdate) {
            Update.send(session, request.build(), way.get(), asking);
        } else {
            invite(asking, session.auth().authorise(request.build()));
        }
    }

    private void invite(Asked asking, SipRequest request) {
        session.findPath(
                way -> {
                    if (asking.waiting()) {
                        new Reinvite(session, request, way, asking).send();
                    }
                },
                why -> asking.refused(503, why, Reinvite.NEVER_AGAIN));
    }

    /** It cannot be asked now, after all: later. */
    private void putOff() {
        asked = null;
        state = State.IDLE;
        session.media().rollback();
    }

    /** Another place takes the call than the one that was asked. Returns whether it will be asked instead. */
    boolean dialogChanged() {
        boolean open = state == State.OFFERING || state == State.ASKING;
        if (open) {
            putOff();
        }
        return open;
    }

    /** Whose turn it is, as far as changes go. */
    Turn turn() {
        return switch (state) {
            case IDLE -> Turn.FREE;
            case OFFERING, ASKING -> Turn.THEIRS;
            case ANSWERING -> answerInAck ? Turn.THEIRS : Turn.OURS;
            case UNACKED -> answerInAck ? Turn.THEIRS : Turn.FREE;
        };
    }

    // What becomes of ours

    private void accepted(Asked asking, SipResponse response) {
        asking.way().dialog().refreshTarget(response);
        if (asking.standing) {
            session.timer().agreed(response);
        }
        Optional<SdpBody> answer = Bodies.description(response);
        Optional<Refusal> refusal = answer.isEmpty()
                ? Optional.of(Refusal.notAcceptable(Refusal.MISCELLANEOUS, "the 2xx has no answer"))
                : session.media().accept(answer.get());
        if (refusal.isPresent()) {
            mediaFailed(refusal.get());
            return;
        }
        state = State.IDLE;
        asked = null;
        Wanted done = queue.remove();
        session.changed(false, response);
        if (done.kind == OfferKind.HOLD || done.kind == OfferKind.RESUME) {
            localHold(done.kind == OfferKind.HOLD);
        }
        done.outcome.complete(new Modification.Done(response));
        next();
    }

    private void mediaFailed(Refusal refusal) {
        session.end(session.ended(EndParty.SYSTEM, EndCause.MEDIA, refusal.status(), refusal.text()));
    }

    private void localHold(boolean now) {
        if (held != now) {
            held = now;
            session.emit(new SessionEvent.LocalHold(now));
        }
    }

    /** An agreement is in force: says what it changed. */
    void agreed() {
        boolean now = session.media().heldByRemote();
        if (heldByRemote != now) {
            heldByRemote = now;
            session.emit(new SessionEvent.RemoteHold(now));
        }
    }

    private void refused(int status, String text, long retryAfter) {
        boolean again = status == 491 || retryAfter >= 0 && retryAfter <= MOST_SECONDS_TO_RETRY;
        if (again && queue.element().collisions++ < MOST_COLLISIONS) {
            putOff();
            boolean ownsCallId = session.direction() == CallDirection.OUTGOING;
            glare.in(status != 491 ? retryAfter * NANOS_PER_SECOND
                    : ownsCallId ? core.randomMillis(2100, 4000) : core.randomMillis(0, 2000));
        } else {
            refusedOurs(status, text);
        }
    }

    private void refusedOurs(int status, String text) {
        putOff();
        queue.remove().outcome.complete(new Modification.Refused(status, text));
        next();
    }

    private void dialogLost(int status, String text) {
        if (session.state() == SessionState.CONFIRMED) {
            session.bye(session.ended(EndParty.SYSTEM, EndCause.DIALOG_LOST, status, text));
        } else {
            refusedOurs(status, text); // the INVITE tells what becomes of an early dialog
        }
    }

    // Theirs

    void onInvite(ServerTransaction transaction, SipRequest invite) {
        switch (state) {
            case IDLE -> {
                if (session.answeringOffer()) {
                    core.respond(transaction, session.busy(transaction, invite));
                } else {
                    answer(transaction, invite);
                }
            }
            case OFFERING, ASKING, UNACKED -> core.refuse(transaction, invite, 491);
            case ANSWERING -> core.respond(transaction, session.busy(transaction, invite));
        }
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
            session.media().offer(OfferKind.ANEW).whenComplete((body, failure) -> {
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
        session.trickle().announceWithin(invite, ok);
        session.timer().answer(invite, ok);
        SipResponse response = ok.build();
        unacked = new UnackedAnswer(core, transaction, response, this::neverAcknowledged);
        unacked.send();
        if (!answerInAck) {
            session.changed(true, response);
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
        session.next();
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
        session.changed(true, ack);
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
        asked = null;
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
        final boolean byUpdate;
        final CompletableFuture<Modification> outcome = new CompletableFuture<>();
        int collisions;

        Wanted(OfferKind kind, @Nullable SdpBody description, boolean byUpdate) {
            this.kind = kind;
            this.description = description;
            this.byUpdate = byUpdate;
        }
    }

    /** One attempt at a change; what comes for an older one is not heard. */
    private final class Asked implements Reinvite.Owner {
        final Wanted wanted;
        @Nullable DialogWay way;
        boolean standing;

        Asked(Wanted wanted) {
            this.wanted = wanted;
        }

        DialogWay way() {
            if (way == null) {
                throw new IllegalStateException("nothing was asked yet");
            }
            return way;
        }

        @Override
        public boolean waiting() {
            return asked == this && state == State.ASKING;
        }

        @Override
        public void accepted(SipResponse response) {
            if (waiting()) {
                Modifications.this.accepted(this, response);
            }
        }

        @Override
        public void refused(int status, String text, long retryAfter) {
            if (waiting()) {
                Modifications.this.refused(status, text, retryAfter);
            }
        }

        @Override
        public void dialogLost(int status, String text) {
            if (waiting()) {
                Modifications.this.dialogLost(status, text);
            }
        }

        @Override
        public void authenticating(int status, String realm) {
            session.emit(new SessionEvent.Authenticating(status, realm));
        }
    }
}
