package io.rvoip.simple;

import io.rvoip.common.Loop;
import io.rvoip.ice.IceFailure;
import io.rvoip.media.MediaSecurity;
import io.rvoip.media.audio.AudioTap;
import io.rvoip.session.CallDirection;
import io.rvoip.session.CallEnd;
import io.rvoip.session.EndCause;
import io.rvoip.session.EndParty;
import io.rvoip.session.Invitation;
import io.rvoip.session.InviteRequest;
import io.rvoip.session.InviteSession;
import io.rvoip.session.MediaPlan;
import io.rvoip.session.Modification;
import io.rvoip.session.SessionEvent;
import io.rvoip.session.SessionListener;
import io.rvoip.session.SessionState;
import io.rvoip.sip.header.Reason;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.trace.CallTrace;
import io.rvoip.sip.trace.TracedMessage;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.tls.TlsSession;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One call as the softphone sees it, over the session that does it. Commands come from any thread and run on the
 * signalling loop, where all else happens.
 *
 * <pre>
 * state          | input                                 | next
 * INITIATING     | 180 to 189                            | RINGING; EARLY_MEDIA with a description
 * RINGING        | the same, when we call                | the same
 * unanswered     | ACK sent, or received                 | ANSWERED
 * ANSWERED       | the far end agreed to our hold        | ON_HOLD
 *                | the far end holds us                  | HELD_BY_REMOTE
 * ON_HOLD        | the far end agreed to be taken back   | ANSWERED, or HELD_BY_REMOTE
 * HELD_BY_REMOTE | the far end takes us back             | ANSWERED
 *                | the far end agreed to our hold        | ON_HOLD
 * any            | the call is over                      | ENDED or FAILED, by {@link CallOutcome}
 * </pre>
 */
final class CallControl implements SessionListener, CallMedia.Owner {
    private final ClientCore client;
    private final Loop loop;
    private final String id;
    private final CallDirection direction;
    private final NameAddr remote;
    private final Optional<String> asserted;
    private final Call call;
    private final EventHub<CallEvent> events;
    private final CallMedia media;
    private final @Nullable Invitation invitation;
    private final Promise<Call> made;
    private final Promise<Call> answered;
    private final Promise<CallEnd> ended;
    private final Loop.Timer autoAnswer;
    private @Nullable InviteSession session;
    private boolean accepting;
    private boolean ending;
    private volatile CallState state;
    private volatile @Nullable Instant startTime;
    private volatile @Nullable CallEnd end;
    private volatile long startedAt;
    private volatile long endedAt;
    private volatile String sipCallId = "";
    private volatile @Nullable TlsSession tls;
    private volatile @Nullable Flow flow;

    private CallControl(
            ClientCore client, NameAddr remote, CallAudio audio, @Nullable Invitation invitation, Promise<Call> made) {
        this.client = client;
        this.remote = remote.detached();
        asserted = Optional.ofNullable(invitation).flatMap(from -> client.asserted(from).first())
                .map(address -> address.uri().toString());
        this.invitation = invitation;
        this.made = made;
        loop = client.loop;
        id = client.wiring.ids().token();
        direction = invitation == null ? CallDirection.OUTGOING : CallDirection.INCOMING;
        state = invitation == null ? CallState.INITIATING : CallState.RINGING;
        call = new Call(this);
        events = new EventHub<>(
                new EventHub.Kind<>(
                        CallEvent.class, CallControl::isLast, CallControl::isLast,
                        count -> new CallEvent.Lagged(call, count)),
                client.wiring.lane());
        media = new CallMedia(client, audio, this);
        answered = client.promise();
        ended = client.promise();
        autoAnswer = loop.timer(this::accept);
    }

    private static boolean isLast(CallEvent event) {
        return event instanceof CallEvent.CallEnded;
    }

    /** A call to be made. @param made hears when its INVITE was sent, or why it was not */
    static CallControl outgoing(ClientCore client, NameAddr remote, CallOptions options, Promise<Call> made) {
        CallControl control =
                new CallControl(client, remote, options.audio().orElse(client.config.audio()), null, made);
        options.listeners().forEach(listener -> control.events.listen(listener::onEvent));
        return control;
    }

    /** A call made to us. */
    static CallControl incoming(ClientCore client, Invitation invitation) {
        CallControl control = new CallControl(
                client, invitation.from(), client.config.audio(), invitation, client.promise());
        control.follow(invitation.session());
        invitation.session().listener(control);
        invitation.withMedia(MediaPlan.open(control.media, control.media));
        return control;
    }

    private void follow(InviteSession followed) {
        session = followed;
        sipCallId = followed.callId();
    }

    // From any thread

    String id() {
        return id;
    }

    /** Empty until the call has one. */
    String sipCallId() {
        return sipCallId;
    }

    CompletableFuture<List<TracedMessage>> trace() {
        return client.stack().trace(sipCallId).thenApply(CallTrace::messages).toCompletableFuture();
    }

    SecurityReport security() {
        Flow known = flow;
        return known == null
                ? client.security(client.config.transport(), null, MediaSecurity.PLAIN, media.refused())
                : client.security(known.protocol(), tls, media.security(), media.refused());
    }

    CallDirection direction() {
        return direction;
    }

    NameAddr remote() {
        return remote;
    }

    Optional<String> asserted() {
        return asserted;
    }

    @Override
    public Call call() {
        return call;
    }

    CallState state() {
        return state;
    }

    CallMedia media() {
        return media;
    }

    EventHub<CallEvent> events() {
        return events;
    }

    ClientCore client() {
        return client;
    }

    Optional<Instant> startTime() {
        return Optional.ofNullable(startTime);
    }

    Optional<CallEnd> end() {
        return Optional.ofNullable(end);
    }

    Duration duration() {
        if (startTime == null) {
            return Duration.ZERO;
        }
        return Duration.ofNanos((end == null ? loop.now() : endedAt) - startedAt);
    }

    CompletableFuture<Call> answered() {
        return answered.future();
    }

    CompletableFuture<CallEnd> ended() {
        return ended.future();
    }

    // Commands, from any thread

    CompletableFuture<Call> answer() {
        requireRinging("be answered");
        return client.command(answered, this::accept);
    }

    CompletableFuture<CallEnd> refuse(String what, Consumer<Invitation> how) {
        requireRinging(what);
        Promise<CallEnd> outcome = client.promise();
        return client.command(outcome, () -> {
            requireRinging(what);
            require(!accepting && !ending, what, "not being answered or ended");
            how.accept(Objects.requireNonNull(invitation));
            ended.future().whenComplete((came, never) -> outcome.complete(came));
        });
    }

    CompletableFuture<CallEnd> hangup() {
        return client.command(ended, this::leave);
    }

    CompletableFuture<Void> hold() {
        require(state == CallState.ANSWERED || state == CallState.HELD_BY_REMOTE, "be put on hold",
                "ANSWERED or HELD_BY_REMOTE");
        return modify("be put on hold", InviteSession::hold);
    }

    CompletableFuture<Void> resume() {
        require(state == CallState.ON_HOLD, "be resumed", "ON_HOLD");
        return modify("be resumed", InviteSession::resume);
    }

    CompletableFuture<Void> dtmf(String digits) {
        requireActive("send digits");
        Promise<Void> sent = client.promise();
        return client.command(sent, () -> {
            requireActive("send digits");
            media.dtmf(digits, sent);
        });
    }

    /** Does something with the media of a call that has not ended. */
    void withMedia(String what, Consumer<CallMedia> action) {
        require(!state.isEnded(), what, "a call that has not ended");
        client.command(client.promise(), () -> action.accept(media));
    }

    /** Allowed in any state: what is over is off already. */
    void untap(AudioTap tap) {
        client.command(client.promise(), () -> media.untap(tap));
    }

    private CompletableFuture<Void> modify(
            String what, Function<InviteSession, CompletionStage<Modification>> change) {
        Promise<Void> outcome = client.promise();
        return client.command(outcome, () -> {
            requireActive(what);
            change.apply(Objects.requireNonNull(session))
                    .whenComplete((came, failure) -> modified(what, came, failure, outcome));
        });
    }

    /** The media loop has to be done with it too: only then RTP has really stopped, or goes on. */
    private void modified(
            String what, @Nullable Modification came, @Nullable Throwable failure, Promise<Void> outcome) {
        if (came instanceof Modification.Done) {
            media.settled(() -> outcome.complete(null));
        } else if (came instanceof Modification.Refused refused) {
            outcome.fail(new SipRefusedException("the call could not " + what, refused.status(), refused.text()));
        } else if (came instanceof Modification.Ended over) {
            outcome.fail(new CallEndedException(over.end()));
        } else {
            outcome.fail(SimpleVoipException.from(Objects.requireNonNull(failure)));
        }
    }

    private void requireRinging(String what) {
        require(direction == CallDirection.INCOMING && state == CallState.RINGING, what, "RINGING, an incoming call");
    }

    private void requireActive(String what) {
        require(state.isActive(), what, "ANSWERED, ON_HOLD or HELD_BY_REMOTE");
    }

    private void require(boolean holds, String what, String expected) {
        if (!holds) {
            throw new IllegalCallStateException(id, state, what, expected);
        }
    }

    // On the loop

    /** The way is known: calls. */
    void start(InviteRequest request) {
        if (end != null) {
            return; // hung up while the way was looked for
        }
        try {
            follow(client.agent().invite(request.withMedia(MediaPlan.open(media, media)), this));
        } catch (IllegalStateException full) {
            over(CallEnd.of(EndParty.SYSTEM, EndCause.LIMIT, 503, String.valueOf(full.getMessage()), wallClock()));
        }
    }

    /** There is no way. */
    void noWay(String why) {
        over(CallEnd.of(EndParty.SYSTEM, EndCause.TRANSPORT, 503, why, wallClock()));
    }

    void ring() {
        if (invitation == null) {
            return;
        }
        invitation.ring();
        Duration after = client.config.autoAnswer();
        if (after != null) {
            autoAnswer.arm(loop.now() + after.toNanos());
        }
    }

    private void accept() {
        if (invitation != null && state == CallState.RINGING && !accepting && !ending) {
            accepting = true;
            autoAnswer.cancel();
            invitation.accept();
        }
    }

    /** Ends the call in whatever way its state asks for. */
    void leave() {
        if (session != null) {
            session.hangup();
        } else {
            over(CallEnd.of(EndParty.LOCAL, EndCause.CANCELLED, 487, "cancelled", wallClock()));
        }
    }

    private Instant wallClock() {
        return loop.time().wallClock();
    }

    @Override
    public void onEvent(InviteSession source, SessionEvent event) {
        if (event instanceof SessionEvent.Progress progress) {
            progressed(progress);
        } else if (event instanceof SessionEvent.Authenticating challenge) {
            tell(new CallEvent.Progress(call, challenge.status(), "authenticating at " + challenge.realm()));
        } else if (event instanceof SessionEvent.Confirmed) {
            loop.execute(this::confirmed); // a turn later the answer is in force
        } else if (event instanceof SessionEvent.Modified) {
            media.agreed();
        } else if (event instanceof SessionEvent.LocalHold) {
            held();
        } else if (event instanceof SessionEvent.RemoteHold hold) {
            tell(new CallEvent.RemoteHold(call, hold.held()));
            held();
        } else if (event instanceof SessionEvent.Ended over) {
            ending = true;
            media.settled(() -> over(over.end())); // a turn later the last packet is counted
        }
    }

    /** The network changed, and we can be reached again. */
    void reconnect() {
        if (session == null || !state.isActive()) {
            return;
        }
        session.reconnect(client.hop(session.flow())).thenAccept(outcome -> {
            if (outcome instanceof Modification.Done) {
                tell(new CallEvent.Reconnected(call));
            } else if (outcome instanceof Modification.Refused refused) {
                client.events.publish(new ClientEvent.NetworkError("call " + id + ": " + refused.text()));
            }
        });
    }

    private void progressed(SessionEvent.Progress progress) {
        tell(new CallEvent.Progress(call, progress.status(), progress.response().reason()));
        if (progress.description().isPresent()) {
            enter(CallState.EARLY_MEDIA);
        } else if (progress.status() == 180 && state == CallState.INITIATING) {
            enter(CallState.RINGING);
        }
    }

    private void confirmed() {
        if (session == null || session.state() != SessionState.CONFIRMED || startTime != null) {
            return;
        }
        startedAt = loop.now();
        startTime = wallClock();
        session.flow().ifPresent(used -> {
            tls = client.stack().transport().tls(used).orElse(null);
            flow = used;
        });
        media.answered();
        enter(CallState.ANSWERED);
        answered.complete(call);
        held(); // the far end may hold from the beginning
    }

    private void held() {
        if (session != null && state.isActive()) {
            enter(session.held() ? CallState.ON_HOLD
                    : session.heldByRemote() ? CallState.HELD_BY_REMOTE : CallState.ANSWERED);
        }
    }

    private void enter(CallState next) {
        CallState before = state;
        if (before != next) {
            state = next;
            tell(new CallEvent.CallStateChanged(call, before, next));
        }
    }

    /** The call is over, whether the session said so or the client is closed. */
    void over(CallEnd why) {
        if (end != null) {
            return;
        }
        autoAnswer.cancel();
        endedAt = loop.now();
        end = why;
        media.over(new CallEndedException(why));
        enter(CallOutcome.state(why, direction));
        tell(new CallEvent.CallEnded(call, why));
        made.fail(CallOutcome.notMade(why));
        answered.fail(new CallEndedException(why));
        ended.complete(why);
        client.ended(this, why);
    }

    // What the media tells

    /** The leg was handed to the session, which has sent the INVITE by now. */
    @Override
    public void opened() {
        if (session != null && session.state() != SessionState.STARTING && session.end().isEmpty()) {
            made.complete(call);
        }
    }

    @Override
    public void tell(CallEvent event) {
        events.publish(event);
    }

    @Override
    public void unkeyed(String why) {
        if (session != null) {
            session.end(CallEnd.of(EndParty.SYSTEM, EndCause.MEDIA, 488, why, wallClock())
                    .withReasons(List.of(Reason.of("SIP", 488, why))));
        }
    }

    @Override
    public void unreachable(IceFailure why) {
        if (session != null) {
            session.end(CallEnd.of(EndParty.SYSTEM, EndCause.NO_MEDIA_PATH, 480, why.text(), wallClock())
                    .withReasons(List.of(Reason.of("SIP", 480, "no media path"))));
        }
    }

    @Override
    public void mediaLost(String why) {
        if (session != null) {
            session.end(CallEnd.of(EndParty.SYSTEM, EndCause.MEDIA, 0, why, wallClock()));
        }
    }
}
