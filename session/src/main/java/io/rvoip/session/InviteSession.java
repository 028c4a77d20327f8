package io.rvoip.session;

import io.rvoip.session.auth.ClientAuth;
import io.rvoip.session.dialog.Dialog;
import io.rvoip.session.offer.OfferKind;
import io.rvoip.session.offer.Refusal;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.header.Reason;
import io.rvoip.sip.header.RetryAfter;
import io.rvoip.sip.transport.Flow;
import io.rvoip.transaction.ServerTransaction;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call as one side sees it: from the INVITE to its end (RFC 3261 §13 to §15). Confined to the loop of its user
 * agent: every method is called there, every event comes there.
 *
 * <table>
 * <caption>Transitions; "ends" leads to ENDED, "BYE" through ENDING</caption>
 * <tr><th>state</th><th>input</th><th>next</th></tr>
 * <tr><td>STARTING</td><td>route and offer are ready</td><td>CALLING, INVITE sent</td></tr>
 * <tr><td></td><td>hangup, no route, no media</td><td>ends</td></tr>
 * <tr><td>CALLING</td><td>1xx</td><td>PROCEEDING</td></tr>
 * <tr><td>CALLING, PROCEEDING</td><td>2xx</td><td>CONFIRMED, ACK sent</td></tr>
 * <tr><td></td><td>401, 407 with credentials; 3xx when followed</td><td>CALLING, INVITE sent again</td></tr>
 * <tr><td></td><td>3xx-6xx, timeout, transport error</td><td>ends</td></tr>
 * <tr><td></td><td>hangup, call timeout</td><td>CANCELLING; CANCEL goes out after the first 1xx</td></tr>
 * <tr><td>CANCELLING</td><td>2xx</td><td>ends, after ACK and BYE</td></tr>
 * <tr><td></td><td>3xx-6xx, nothing for 64*T1</td><td>ends</td></tr>
 * <tr><td>INVITED</td><td>accept</td><td>ACCEPTED, 2xx sent until the ACK comes</td></tr>
 * <tr><td></td><td>reject, redirect, CANCEL, BYE, expiry</td><td>ends</td></tr>
 * <tr><td>ACCEPTED</td><td>ACK</td><td>CONFIRMED, or BYE when hung up meanwhile</td></tr>
 * <tr><td></td><td>no ACK for 64*T1</td><td>BYE</td></tr>
 * <tr><td></td><td>BYE</td><td>ends</td></tr>
 * <tr><td>CONFIRMED</td><td>BYE</td><td>ends</td></tr>
 * <tr><td></td><td>hangup, dialog lost, media failed</td><td>BYE</td></tr>
 * <tr><td>ENDING</td><td>final response or timeout of our BYE; BYE</td><td>ends</td></tr>
 * </table>
 */
public final class InviteSession implements DialogUser {
    private static final Logger LOG = LoggerFactory.getLogger(InviteSession.class);

    private static final int MOST_SECONDS_TO_RETRY = 10;

    final AgentCore core;
    private final CallDirection direction;
    private final String callId;
    private final NameAddr remote;
    private final ClientAuth auth;
    private final Modifications modifications;
    private final RemoteOffers remoteOffers;
    private final InfoPackages infos;
    private final Trickle trickle;
    private final DialogRequests requests;
    private final SessionTimer timer;
    private final Consumer<InviteSession> onEnded;
    private SessionListener listener;
    private SessionState state;
    private SessionMedia media = new RelayMedia(this::offered, this::offerWanted);
    private EarlyPhase early = EarlyPhase.NONE;
    private @Nullable Dialog dialog;
    private @Nullable DialogPath path;
    private @Nullable UnackedAnswer unacked;
    private @Nullable Consumer<SipRequest> onFirstAck;
    private @Nullable CallEnd wanted;
    private @Nullable CallEnd end;
    private int changes;

    /** The session of a call that we make, or that is made to us when {@code invitation} is there. */
    InviteSession(
            AgentCore core, String callId, NameAddr remote, CallDirection direction, ClientAuth auth,
            SessionListener listener, Consumer<InviteSession> onEnded) {
        this.core = core;
        this.callId = callId;
        this.remote = remote.detached();
        this.direction = direction;
        this.auth = auth;
        this.listener = listener;
        this.onEnded = onEnded;
        state = direction == CallDirection.OUTGOING ? SessionState.STARTING : SessionState.INVITED;
        modifications = new Modifications(this);
        remoteOffers = new RemoteOffers(this);
        infos = new InfoPackages(core);
        trickle = new Trickle(this, infos);
        requests = new DialogRequests(this, modifications, remoteOffers);
        timer = new SessionTimer(this);
        core.tally.sessions++;
    }

    /** The Call-ID: names the call on both sides. */
    public String callId() {
        return callId;
    }

    public CallDirection direction() {
        return direction;
    }

    /** Whom we called, or who calls us, as the first INVITE named them. */
    public NameAddr remote() {
        return remote;
    }

    public SessionState state() {
        return state;
    }

    /** How it ended; empty until then. */
    public Optional<CallEnd> end() {
        return Optional.ofNullable(end);
    }

    /** The dialog with the side that answered; empty before. */
    public Optional<Dialog> dialog() {
        return Optional.ofNullable(dialog);
    }

    /** The media, when it is ours and has been prepared. */
    public Optional<MediaLeg> leg() {
        return media.leg();
    }

    /** Whether we hold the far end, with its agreement. */
    public boolean held() {
        return modifications.held();
    }

    /** Whether the far end holds us. */
    public boolean heldByRemote() {
        return modifications.heldByRemote();
    }

    /** Replaces whoever hears the events from now on. */
    public void listener(SessionListener next) {
        listener = next;
    }

    /**
     * Ends the call in the way its state asks for: CANCEL, refusal (480), or BYE; a 2xx of ours that is not
     * acknowledged yet is waited for first (RFC 3261 §15). Does nothing when it is ending already.
     *
     * @param reasons values for the Reason header (RFC 3326)
     */
    public void hangup(Reason... reasons) {
        CallEnd why = ended(EndParty.LOCAL, EndCause.HANGUP, 0, "hung up").withReasons(List.of(reasons));
        end(why);
    }

    /** Ends the call for a reason of the application's or the stack's own, which {@link #end()} then tells. */
    public void end(CallEnd why) {
        switch (state) {
            case STARTING, CALLING, PROCEEDING, INVITED -> {
                wanted = why;
                early.giveUp(why);
            }
            case ACCEPTED -> wanted = wanted == null ? why : wanted;
            case CONFIRMED -> bye(why);
            case CANCELLING, ENDING, ENDED -> { }
        }
    }

    /** Puts the far end on hold with a re-INVITE. */
    public CompletionStage<Modification> hold() {
        return modifications.request(OfferKind.HOLD, null, false);
    }

    /** Takes the far end back. */
    public CompletionStage<Modification> resume() {
        return modifications.request(OfferKind.RESUME, null, false);
    }

    /** Offers the media anew: after {@link MediaLeg#codecs} changed what we want. */
    public CompletionStage<Modification> renegotiate() {
        return modifications.request(OfferKind.REFRESH, null, false);
    }

    /**
     * Our address is another now: finds a new flow, and tells the far end where we and our media are with a re-INVITE over
     * it. Within a call that stands.
     *
     * @param hop over a flow that is known, or where the dialog's own route leads
     */
    public CompletionStage<Modification> reconnect(NextHop hop) {
        return Reconnection.start(this, hop);
    }

    void moved(DialogPath way) {
        path = way;
    }

    /** Offers this description, for {@link MediaPlan#relay()}: with a re-INVITE, with UPDATE before the answer. */
    public CompletionStage<Modification> offer(SdpBody description) {
        return modifications.request(OfferKind.REFRESH, description, false);
    }

    /** As {@link #offer}, with UPDATE wherever the far end takes it: the answer comes without asking a user. */
    public CompletionStage<Modification> offerByUpdate(SdpBody description) {
        return modifications.request(OfferKind.REFRESH, description, true);
    }

    /**
     * Whether the call can be changed: held, offered anew. An answered one can; before, there must be a first answer in
     * a reliable response, and the far end must take UPDATE (RFC 3311 §5.1).
     */
    public boolean canChange() {
        return state.answered() || changeableNow().isPresent();
    }

    /**
     * Answers {@link SessionEvent.Offered}, or makes the offer that {@link SessionEvent.OfferWanted} asks for.
     *
     * @throws IllegalStateException when neither is open
     */
    public void answer(SdpBody description) {
        relayed().give(new SessionMedia.MediaAnswer.Accepted(description));
    }

    /**
     * Refuses {@link SessionEvent.Offered} or {@link SessionEvent.OfferWanted}; the call goes on as before.
     *
     * @param status 400 to 699
     * @throws IllegalStateException when neither is open
     */
    public void refuse(int status) {
        relayed().give(new SessionMedia.MediaAnswer.Refused(
                new Refusal(status, Refusal.MISCELLANEOUS, "refused by the application")));
    }

    private RelayMedia relayed() {
        if (media instanceof RelayMedia relay && relay.awaiting()) {
            return relay;
        }
        throw new IllegalStateException("no offer of the far end is open in call " + callId);
    }

    private void offered(SdpBody offer) {
        emit(new SessionEvent.Offered(offer, remoteOffers.answering()));
    }

    private void offerWanted() {
        emit(new SessionEvent.OfferWanted());
    }

    // What the parts of a session share

    /** The dialog in which a change of ours may be asked for now. */
    Optional<DialogWay> changeableNow() {
        if (remoteOffers.answering()) {
            return Optional.empty();
        }
        return switch (state) {
            case CONFIRMED -> way();
            case PROCEEDING, INVITED -> early.updatable();
            case STARTING, CALLING, CANCELLING, ACCEPTED, ENDING, ENDED -> Optional.empty();
        };
    }

    /** Our dialog, from our first response with a tag when we were called, from the 2xx when we called. */
    Optional<DialogWay> way() {
        return dialog == null || path == null ? Optional.empty() : Optional.of(new DialogWay(dialog, path));
    }

    /** Whose turn it is in offer and answer. */
    Turn turn() {
        Turn ours = modifications.turn();
        return ours != Turn.FREE || state == SessionState.CONFIRMED ? ours : early.turn();
    }

    boolean answeringOffer() {
        return remoteOffers.answering();
    }

    SessionTimer timer() {
        return timer;
    }

    /** Half the interval is over: shows that we are there, in the way that is least work for the far end. */
    void refresh() {
        if (state != SessionState.CONFIRMED) {
            return;
        }
        if (establishedDialog().allowsUpdate()) {
            Refresh.send(this, this::refreshByReinvite);
        } else {
            refreshByReinvite();
        }
    }

    private void refreshByReinvite() {
        modifications.refresh().thenAccept(outcome -> {
            if (outcome instanceof Modification.Refused) {
                timer.refused();
            }
        });
    }

    /** Our description went out in another way than through the media. */
    void said(SdpBody body) {
        if (media instanceof RelayMedia relay) {
            relay.said(body);
        }
    }

    RemoteOffers remoteOffers() {
        return remoteOffers;
    }

    /** Something else is done: a change of ours may have its turn. */
    void next() {
        modifications.next();
        trickle.go();
    }

    /** Another place takes the call than the one that our last change was meant for. Returns whether it is asked anew. */
    boolean dialogChanged() {
        boolean askedAnew = modifications.dialogChanged();
        changes += askedAnew ? 1 : 0; // our first offer is not the last one any more
        return askedAnew;
    }

    void confirmed(SipRequest ack) {
        emit(new SessionEvent.Confirmed(ack));
        agreed();
    }

    /** A change is in force. @param message what settled it */
    void changed(boolean byRemote, SipMessage message) {
        changes++;
        if (state == SessionState.CONFIRMED) {
            leg().ifPresent(MediaLeg::settled);
        }
        emit(new SessionEvent.Modified(byRemote, message));
        agreed();
    }

    /** An agreement is in force; the far end may hold from the first one on. */
    void agreed() {
        modifications.agreed();
        trickle.go();
    }

    /** Whether more than the first offer has been agreed upon. */
    boolean hasChanged() {
        return changes > 0;
    }

    /** 500: we are not done with what they asked before (RFC 3261 §14.2, RFC 3311 §5.2). */
    SipResponse busy(ServerTransaction transaction, SipRequest request) {
        return core.response(request, 500).toTag(transaction.toTag())
                .set(HeaderKind.RETRY_AFTER, RetryAfter.of(core.ids.nextInt(MOST_SECONDS_TO_RETRY + 1)))
                .build();
    }

    SessionMedia media() {
        return media;
    }

    void media(SessionMedia prepared) {
        media = prepared;
        trickle.attach(prepared);
        prepared.leg().ifPresent(leg -> leg.onMisaligned(this::next));
    }

    Trickle trickle() {
        return trickle;
    }

    InfoPackages infos() {
        return infos;
    }

    ClientAuth auth() {
        return auth;
    }

    EarlyPhase early() {
        return early;
    }

    void early(EarlyPhase phase) {
        early = phase;
    }

    /** Nothing of what led to the answer can come any more: a call that lasts holds on to its dialog alone. */
    void forgetEarly() {
        if (state == SessionState.CONFIRMED) {
            early = EarlyPhase.NONE;
        }
    }

    /** Why the application, or a timeout, wants the call to end. */
    Optional<CallEnd> wanted() {
        return Optional.ofNullable(wanted);
    }

    void enter(SessionState next) {
        state = next;
    }

    void emit(SessionEvent event) {
        try {
            listener.onEvent(this, event);
        } catch (RuntimeException failure) {
            LOG.error("the listener of call {} failed on {}", callId, event.getClass().getSimpleName(), failure);
        }
    }

    CallEnd ended(EndParty who, EndCause cause, int status, String text) {
        return CallEnd.of(who, cause, status, text, core.wallClock());
    }

    Dialog establishedDialog() {
        if (dialog == null) {
            throw new IllegalStateException("call " + callId + " has no dialog in state " + state);
        }
        return dialog;
    }

    /** The flow that the dialog was made on; empty before there is a dialog. */
    public Optional<Flow> flow() {
        return Optional.ofNullable(path).map(DialogPath::flow);
    }

    /** Finds the way of a request within the dialog. */
    void findPath(Consumer<Way> found, Consumer<String> failed) {
        if (path == null) {
            throw new IllegalStateException("call " + callId + " has no dialog in state " + state);
        }
        path.find(establishedDialog().nextHop(), found, failed);
    }

    /** The caller's side is answered: the winning dialog, already registered. */
    void confirmOutgoing(Dialog winner, DialogPath way, SessionEvent.Answered answer) {
        dialog = winner;
        path = way;
        trickle.won(winner);
        core.add(winner, this);
        enter(SessionState.CONFIRMED);
        emit(answer);
    }

    /** The called side has a dialog as soon as it sends its tag. */
    void join(Dialog early, DialogPath way) {
        dialog = early;
        path = way;
        trickle.joined(early, way);
        core.add(early, this);
    }

    /** Sends our 2xx to the first INVITE and waits for its ACK, whose description goes to {@code ackBody}. */
    void acceptIncoming(
            ServerTransaction transaction, SipResponse ok, @Nullable SdpBody before, Consumer<SipRequest> ackBody) {
        establishedDialog().confirm();
        enter(SessionState.ACCEPTED);
        onFirstAck = ackBody;
        unacked = new UnackedAnswer(core, transaction, ok, this::neverAcknowledged);
        unacked.send();
        emit(new SessionEvent.Answered(ok, before));
    }

    private void neverAcknowledged() {
        bye(ended(EndParty.SYSTEM, EndCause.NO_ACK, 408, "the 2xx was never acknowledged"));
    }

    @Override
    public void onAck(SipRequest ack) {
        trickle.confirmed();
        if (state == SessionState.ACCEPTED && unacked != null && unacked.acked(ack)) {
            acknowledged(ack);
        } else if (state == SessionState.CONFIRMED) {
            modifications.onAck(ack);
        }
    }

    private void acknowledged(SipRequest ack) {
        enter(SessionState.CONFIRMED);
        unacked = null;
        if (onFirstAck != null) {
            onFirstAck.accept(ack);
            onFirstAck = null;
        }
        if (early.endsWithAck()) {
            forgetEarly();
        }
        if (state == SessionState.CONFIRMED) {
            confirmed(ack);
        }
        if (state == SessionState.CONFIRMED && wanted != null) {
            bye(wanted);
        }
        modifications.next();
    }

    @Override
    public void onRequest(ServerTransaction transaction, SipRequest request) {
        trickle.confirmed();
        requests.received(transaction, request, establishedDialog().inOrder(request));
    }

    /** Sends BYE and ends when it is answered, or when nobody answers. */
    void bye(CallEnd why) {
        if (state == SessionState.ENDING || state == SessionState.ENDED) {
            return;
        }
        wanted = why;
        early.ending();
        stopWaiting();
        enter(SessionState.ENDING);
        timer.stop();
        remoteOffers.abandon();
        modifications.abandon(why);
        media.close();
        SipRequest.Builder bye = establishedDialog().request(Method.BYE);
        why.reasons().forEach(reason -> bye.add(HeaderKind.REASON, reason));
        core.stamp(bye);
        SipRequest request = bye.build();
        findPath(
                way -> Exchange.start(
                        core, auth, this::nextCSeq, request, way, Exchange.Outcome.whatever(() -> finish(why))),
                nobody -> finish(why));
    }

    private long nextCSeq() {
        return establishedDialog().nextCSeq();
    }

    private void stopWaiting() {
        if (unacked != null) {
            unacked.stop();
        }
    }

    /** The call is over. */
    void finish(CallEnd why) {
        if (state == SessionState.ENDED) {
            return;
        }
        enter(SessionState.ENDED);
        end = why;
        stopWaiting();
        early.over();
        trickle.stop();
        media.close();
        if (dialog != null) {
            core.remove(dialog);
        }
        core.tally.sessions--;
        timer.stop();
        remoteOffers.abandon();
        modifications.abandon(why);
        onEnded.accept(this);
        emit(new SessionEvent.Ended(why));
    }

    @Override
    public String toString() {
        return direction + " call " + callId + " " + state;
    }
}
