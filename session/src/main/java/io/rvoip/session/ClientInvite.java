package io.rvoip.session;

import io.rvoip.session.auth.AuthOutcome;
import io.rvoip.session.offer.OfferKind;
import io.rvoip.session.offer.Refusal;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.StatusCode;
import io.rvoip.sip.header.CSeq;
import io.rvoip.sip.header.Contact;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.header.Reason;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.uri.Uri;
import io.rvoip.transaction.ServerTransaction;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The calling side until it is answered: INVITE, its forks, PRACK, CANCEL, challenges, redirects (RFC 3261 §13.2,
 * §9.1, RFC 3262 §4).
 * The states are those of {@link InviteSession}.
 *
 * <p>Forks: a dialog for each To tag. Early media of the newest fork that sends a description is heard. The first 2xx
 * wins; a 2xx of any other fork is acknowledged and ended with BYE.
 */
final class ClientInvite implements EarlyPhase, InviteAttempt.Owner {
    private final InviteSession session;
    private final AgentCore core;
    private final InviteRequest plan;
    private final NameAddr from;
    private final Redirects redirects;
    private final Alarm noAnswer;
    private final long draw;
    private @Nullable Way way;
    private @Nullable Contact contact;
    private @Nullable SdpBody offer;
    private @Nullable InviteAttempt current;
    private @Nullable Runnable lateAnswer;
    private @Nullable Fork heard;
    private long cseq;

    ClientInvite(InviteSession session, InviteRequest plan) {
        this.session = session;
        this.core = session.core;
        this.plan = plan;
        from = plan.from().withTag(core.newTag());
        redirects = new Redirects(plan.target(), core.settings.limits().maxRedirects());
        noAnswer = core.alarm(this::noAnswer);
        cseq = 1 + core.ids.nextInt(1 << 16);
        draw = core.ids.nextLong();
    }

    /** Finds the way, prepares the offer, sends the INVITE. */
    void start() {
        session.early(this);
        noAnswer.in(plan.callTimeout().orElse(core.settings.callTimeout()).toNanos());
        Uri first = plan.route().isEmpty() ? plan.target() : plan.route().get(0).uri();
        core.outbound.find(plan.nextHop(), first, secure(), draw, this::prepare, this::noWay);
    }

    /** Whether the call was asked to be secure (RFC 5630 §3.1.3). */
    private boolean secure() {
        return Uris.isSecure(plan.target());
    }

    private void noWay(String why) {
        if (session.state() == SessionState.STARTING) {
            session.finish(session.ended(EndParty.SYSTEM, EndCause.TRANSPORT, 503, why));
        }
    }

    private void prepare(Way found) {
        if (session.state() != SessionState.STARTING) {
            return;
        }
        take(found);
        MediaSetup.open(session, plan.media(), found.flow(), Optional.empty(), this::makeOffer, this::noMedia);
    }

    private void noMedia(String why) {
        session.finish(session.ended(EndParty.SYSTEM, EndCause.MEDIA, 488, why));
    }

    private void makeOffer() {
        if (session.state() != SessionState.STARTING) {
            return;
        }
        if (plan.delayedOffer()) {
            send(invite(redirects.current()));
            return;
        }
        if (session.media() instanceof RelayMedia relay) {
            plan.offer().ifPresent(relay::nextOffer);
        }
        session.media().offer(OfferKind.INITIAL).whenComplete((body, failure) -> {
            if (session.state() != SessionState.STARTING) {
                return;
            }
            if (failure != null) {
                noMedia(MediaSetup.text(failure));
            } else {
                offer = body;
                send(invite(redirects.current()));
            }
        });
    }

    private SipRequest invite(Uri target) {
        SipRequest.Builder invite = SipRequest.create(Method.INVITE, target)
                .set(HeaderKind.FROM, from)
                .set(HeaderKind.TO, plan.to())
                .set(HeaderKind.CALL_ID, session.callId())
                .set(HeaderKind.CSEQ, new CSeq(cseq, Method.INVITE))
                .set(HeaderKind.MAX_FORWARDS, plan.maxForwards())
                .set(HeaderKind.CONTACT, requireContact());
        plan.route().forEach(route -> invite.add(HeaderKind.ROUTE, route));
        core.capabilities.describe(invite);
        core.capabilities.reliability(invite, reliability());
        session.trickle().announce(invite);
        plan.gruu().ifPresent(ours -> invite.add(HeaderKind.SUPPORTED, Registration.GRUU));
        session.timer().askFirst(invite);
        core.stamp(invite);
        plan.headers().forEach(header -> invite.addRaw(header.name(), header.value()));
        if (offer != null) {
            invite.body(SdpBody.CONTENT_TYPE, offer.bytes());
        }
        return session.auth().authorise(invite.build());
    }

    private Reliability reliability() {
        Reliability general = core.settings.reliability();
        return general == Reliability.OFF ? general : plan.reliability().orElse(general);
    }

    private Contact requireContact() {
        if (contact == null) {
            throw new IllegalStateException("no flow yet for call " + session.callId());
        }
        return contact;
    }

    private Flow requireFlow() {
        if (way == null) {
            throw new IllegalStateException("no flow yet for call " + session.callId());
        }
        return way.flow();
    }

    private void take(Way found) {
        way = found;
        contact = plan.gruu().map(ours -> Outbound.contact(ours, secure()))
                .orElseGet(() -> core.outbound.contact(found.flow(), plan.contactUser(), secure()));
    }

    private void send(SipRequest invite) {
        session.enter(SessionState.CALLING);
        InviteAttempt attempt = new InviteAttempt(core, invite, requireFlow(), this);
        current = attempt;
        attempt.send();
    }

    // Giving up

    @Override
    public void giveUp(CallEnd why) {
        if (session.state() == SessionState.STARTING) {
            session.finish(early(why));
            return;
        }
        session.enter(SessionState.CANCELLING);
        noAnswer.cancel();
        if (current == null) {
            cancelled();
        } else {
            current.cancel(why.reasons());
        }
    }

    /** A call that was not answered is not hung up but cancelled. */
    private CallEnd early(CallEnd why) {
        return why.cause() == EndCause.HANGUP
                ? new CallEnd(why.who(), EndCause.CANCELLED, 487, "cancelled", why.reasons(), why.at())
                : why;
    }

    private void noAnswer() {
        session.end(session.ended(EndParty.SYSTEM, EndCause.NO_ANSWER, 408, "nobody answered in time"));
    }

    private void cancelled() {
        CallEnd why = session.wanted()
                .orElseGet(() -> session.ended(EndParty.LOCAL, EndCause.CANCELLED, 487, "cancelled"));
        session.finish(early(why));
    }

    /** Without our answer the 2xx is still to be acknowledged. */
    @Override
    public void ending() {
        if (lateAnswer != null) {
            lateAnswer.run();
        }
    }

    @Override
    public void over() {
        noAnswer.cancel();
    }

    // Being answered

    @Override
    public void progress(InviteAttempt attempt, SipResponse response) {
        switch (session.state()) {
            case CALLING -> session.enter(SessionState.PROCEEDING);
            case STARTING, PROCEEDING, CANCELLING, INVITED, ACCEPTED, CONFIRMED, ENDING, ENDED -> { }
        }
        boolean waiting = session.state() == SessionState.PROCEEDING;
        if (response.status() == 100 || !waiting && session.state() != SessionState.CANCELLING) {
            return;
        }
        Optional<Fork> fork = attempt.fork(response);
        if (fork.isEmpty() && response.to().tag().isPresent()) {
            return; // one fork more than the limits allow
        }
        fork.ifPresent(place -> session.trickle().heard(place.dialog(), path(attempt), response));
        OptionalLong number = ReliableOrder.number(response);
        if (fork.isPresent() && number.isPresent() && reliability() != Reliability.OFF) {
            if (fork.get().order().isNext(number.getAsLong())) {
                reliable(attempt, fork.get(), response, waiting);
            }
        } else if (waiting) {
            if (offer != null && fork.map(Fork::settled).isEmpty()) {
                Bodies.description(response).ifPresent(answer -> earlyMedia(fork, answer));
            }
            session.emit(new SessionEvent.Progress(response, response.to().tag().orElse("")));
        }
        fork.ifPresent(place -> session.trickle().go(number.isEmpty() ? place.dialog() : null));
    }

    /** It comes in order and for the first time: it is acknowledged, with our answer when it has the offer. */
    private void reliable(InviteAttempt attempt, Fork fork, SipResponse response, boolean waiting) {
        fork.dialog().refreshTarget(response);
        Optional<SdpBody> body = fork.settled() == null ? Bodies.description(response) : Optional.empty();
        if (!waiting || body.isEmpty()) {
            prack(attempt, fork, response, null);
        } else {
            fork.settle(body.get());
            if (offer == null) {
                answerEarly(attempt, fork, response, body.get());
            } else {
                earlyMedia(Optional.of(fork), body.get());
                prack(attempt, fork, response, null);
            }
        }
        if (waiting) {
            session.emit(new SessionEvent.Progress(response, fork.dialog().id().remoteTag()));
        }
    }

    private void prack(InviteAttempt attempt, Fork fork, SipResponse response, @Nullable SdpBody body) {
        DialogPath path = path(attempt);
        long number = ReliableOrder.number(response).orElseThrow();
        fork.prack(response, number, body, path, session.auth(), session::next);
    }

    private DialogPath path(InviteAttempt attempt) {
        return DialogPath.ofCall(core.outbound, attempt.flow(), plan.nextHop(), secure());
    }

    @Override
    public Optional<DialogWay> updatable() {
        Fork fork = heard;
        InviteAttempt attempt = current;
        boolean ready = fork != null && attempt != null && fork.settled() != null && fork.alive()
                && !fork.pracking() && fork.dialog().allowsUpdate();
        return ready ? Optional.of(new DialogWay(fork.dialog(), path(attempt))) : Optional.empty();
    }

    @Override
    public void forkUpdates(Fork fork, ServerTransaction transaction, SipRequest update) {
        switch (session.state()) {
            case PROCEEDING ->
                session.remoteOffers().onUpdate(transaction, update, fork.dialog(), turnOf(fork));
            case STARTING, CALLING, CANCELLING, INVITED, ACCEPTED, CONFIRMED, ENDING, ENDED ->
                core.refuse(transaction, update, 481);
        }
    }

    @Override
    public void forkInforms(Fork fork, ServerTransaction transaction, SipRequest info) {
        session.infos().received(transaction, info, fork.dialog());
    }

    /** Whose turn it is with one of the places: only the one that is heard may change our media. */
    private Turn turnOf(Fork fork) {
        if (fork.settled() == null) {
            return offer == null ? Turn.OURS : Turn.THEIRS;
        }
        return heard == fork ? session.turn() : Turn.OURS;
    }

    /** Their offer came in a reliable response: our answer goes in the PRACK (RFC 3262 §5). */
    private void answerEarly(InviteAttempt attempt, Fork fork, SipResponse response, SdpBody remoteOffer) {
        session.media().answer(remoteOffer).whenComplete((answer, failure) -> {
            if (answer instanceof SessionMedia.MediaAnswer.Accepted accepted) {
                heard = fork;
                prack(attempt, fork, response, accepted.body());
            } else if (waiting()) {
                prack(attempt, fork, response, null);
                Refusal refusal = answer instanceof SessionMedia.MediaAnswer.Refused refused
                        ? refused.refusal()
                        : Refusal.notAcceptable(Refusal.MISCELLANEOUS, MediaSetup.text(failure));
                session.end(session.ended(EndParty.SYSTEM, EndCause.MEDIA, refusal.status(), refusal.text()));
            }
        });
    }

    private void earlyMedia(Optional<Fork> fork, SdpBody answer) {
        if (session.hasChanged() || session.turn() != Turn.FREE) {
            return; // an answer to our first offer, and the one that is heard is further on
        }
        // A description that cannot be used is not fatal yet: the 2xx may bring another.
        if (session.media().accept(answer).isEmpty()) {
            fork.ifPresent(heardNow -> {
                heardNow.lastAnswer(answer);
                heard = heardNow;
            });
        }
    }

    @Override
    public void answered(InviteAttempt attempt, Fork fork, SipResponse response) {
        if (!fork.firstAnswer()) {
            if (fork.ack() != null) {
                core.outbound.ack(fork.ack(), attempt.flow());
            }
            return;
        }
        session.auth().passed(response);
        fork.dialog().confirm(response);
        switch (session.state()) {
            case CALLING, PROCEEDING -> win(attempt, fork, response);
            case CANCELLING -> {
                lose(attempt, fork);
                cancelled();
            }
            case STARTING, INVITED, ACCEPTED, CONFIRMED, ENDING, ENDED -> lose(attempt, fork);
        }
    }

    private void win(InviteAttempt attempt, Fork fork, SipResponse response) {
        noAnswer.cancel();
        DialogPath path = path(attempt);
        session.trickle().heard(fork.dialog(), path, response);
        session.timer().answered(response);
        boolean askedAnew = heard != fork && session.dialogChanged();
        session.confirmOutgoing(fork.dialog(), path, new SessionEvent.Answered(response, fork.settled()));
        Optional<SdpBody> body = Bodies.description(response);
        if (fork.settled() != null && heard == fork || offer != null && session.hasChanged()) {
            acknowledge(attempt, fork, null);
            session.next();
        } else if (offer != null) {
            acknowledge(attempt, fork, null);
            takeAnswer(fork, body);
        } else if (fork.settled() != null) {
            acknowledge(attempt, fork, null);
        } else if (body.isEmpty()) {
            acknowledge(attempt, fork, null);
            mediaFailed(Refusal.notAcceptable(Refusal.MISCELLANEOUS, "the 2xx has no offer"));
        } else {
            answerLate(attempt, fork, body.get());
        }
        boolean elsewhere = heard != null && heard != fork && !askedAnew
                && (offer == null ? fork.settled() != null : session.hasChanged());
        session.leg().ifPresent(MediaLeg::settled);
        if (elsewhere && session.leg().isPresent() && session.state() == SessionState.CONFIRMED) {
            session.renegotiate(); // our media still are with a place that does not take the call
        }
    }

    private void takeAnswer(Fork fork, Optional<SdpBody> body) {
        Optional<SdpBody> answer = Optional.ofNullable(fork.settled()).or(() -> body)
                .or(() -> Optional.ofNullable(fork.lastAnswer()));
        Optional<Refusal> refusal = answer.isEmpty()
                ? Optional.of(Refusal.notAcceptable(Refusal.MISCELLANEOUS, "the 2xx has no answer"))
                : session.media().accept(answer.get());
        refusal.ifPresentOrElse(this::mediaFailed, session::agreed);
        session.next();
    }

    /** The offer came in the 2xx: our answer goes in the ACK (RFC 3261 §13.2.2.4). */
    private void answerLate(InviteAttempt attempt, Fork fork, SdpBody remoteOffer) {
        lateAnswer = () -> {
            if (fork.ack() == null) {
                acknowledge(attempt, fork, null);
            }
        };
        session.media().answer(remoteOffer).whenComplete((answer, failure) -> {
            if (fork.ack() != null) {
                return;
            }
            if (answer instanceof SessionMedia.MediaAnswer.Accepted accepted) {
                acknowledge(attempt, fork, accepted.body());
                return;
            }
            acknowledge(attempt, fork, null);
            mediaFailed(answer instanceof SessionMedia.MediaAnswer.Refused refused
                    ? refused.refusal()
                    : Refusal.notAcceptable(Refusal.MISCELLANEOUS, MediaSetup.text(failure)));
        });
    }

    private void mediaFailed(Refusal refusal) {
        CallEnd why = session.ended(EndParty.SYSTEM, EndCause.MEDIA, refusal.status(), refusal.text());
        session.bye(why.withReasons(List.of(Reason.of("SIP", refusal.status(), StatusCode.phrase(refusal.status())))));
    }

    private void acknowledge(InviteAttempt attempt, Fork fork, @Nullable SdpBody body) {
        SipRequest.Builder ack = fork.dialog().ack(attempt.invite().cseq().number());
        if (body != null) {
            ack.body(SdpBody.CONTENT_TYPE, body.bytes());
        }
        core.stamp(ack);
        attempt.invite().rawAll("Authorization").forEach(value -> ack.addRaw("Authorization", value));
        attempt.invite().rawAll("Proxy-Authorization").forEach(value -> ack.addRaw("Proxy-Authorization", value));
        SipRequest request = ack.build();
        fork.ack(core.outbound.ack(request, attempt.flow()));
        if (session.state() == SessionState.CONFIRMED && session.dialog().filter(fork.dialog()::equals).isPresent()) {
            session.confirmed(request);
        }
    }

    /** Answered too late: this dialog is acknowledged and ended at once (§13.2.2.4). */
    private void lose(InviteAttempt attempt, Fork fork) {
        core.add(fork.dialog(), fork);
        acknowledge(attempt, fork, null);
        SipRequest.Builder bye = fork.dialog().request(Method.BYE);
        core.stamp(bye);
        Exchange.start(
                core, session.auth(), fork.dialog()::nextCSeq, bye.build(), attempt.flow(),
                Exchange.Outcome.whatever(() -> core.remove(fork.dialog())));
    }

    // Being refused

    @Override
    public void refused(InviteAttempt attempt, SipResponse response) {
        current = null;
        switch (session.state()) {
            case CALLING, PROCEEDING -> refusedInTime(attempt, response);
            case CANCELLING -> cancelled();
            case STARTING, INVITED, ACCEPTED, CONFIRMED, ENDING, ENDED -> { }
        }
    }

    private void refusedInTime(InviteAttempt attempt, SipResponse response) {
        int status = response.status();
        if (way != null && way.refused(response)) {
            goOn(way);
        } else if (status == 401 || status == 407) {
            challenged(attempt, response);
        } else if (status == 422 && session.timer().tooSmall(response)) {
            cseq++;
            send(invite(redirects.current())); // RFC 4028 §7.3
        } else if (status < 400) {
            redirected(response);
        } else if (!callNext()) {
            end(EndCause.REJECTED, response);
        }
    }

    private void challenged(InviteAttempt attempt, SipResponse challenge) {
        AuthOutcome outcome = session.auth().answer(attempt.invite(), challenge);
        if (outcome instanceof AuthOutcome.Retry retry) {
            session.emit(new SessionEvent.Authenticating(challenge.status(), retry.realm()));
            if (waiting()) {
                send(retry.request().toBuilder().set(HeaderKind.CSEQ, new CSeq(++cseq, Method.INVITE)).build());
            }
        } else {
            String reason = ((AuthOutcome.Failed) outcome).reason();
            session.finish(session.ended(EndParty.REMOTE, EndCause.AUTHENTICATION, challenge.status(), reason));
        }
    }

    private void redirected(SipResponse response) {
        List<Contact> contacts = response.headers(HeaderKind.CONTACT).stream().filter(c -> !c.isStar()).toList();
        session.emit(new SessionEvent.Redirected(
                response.status(), contacts.stream().map(Contact::address).toList()));
        if (plan.followRedirects()) {
            redirects.add(contacts);
        }
        if (!callNext()) {
            end(EndCause.REDIRECTED, response);
        }
    }

    /** Calls the next contact of a redirect, if there is one. */
    private boolean callNext() {
        if (!waiting()) {
            return true; // the listener hung up
        }
        if (!redirects.next()) {
            return false;
        }
        cseq++;
        Uri target = redirects.current();
        core.outbound.find(NextHop.byUri(), target, Uris.isSecure(target), draw, found -> {
            if (waiting()) {
                take(found);
                send(invite(target));
            }
        }, this::unreachable);
        return true;
    }

    private boolean waiting() {
        return session.state() == SessionState.CALLING || session.state() == SessionState.PROCEEDING;
    }

    private void unreachable(String why) {
        if (waiting() && !callNext()) {
            session.finish(session.ended(EndParty.SYSTEM, EndCause.TRANSPORT, 503, why));
        }
    }

    private void end(EndCause cause, SipResponse response) {
        CallEnd why = session.ended(EndParty.REMOTE, cause, response.status(), response.reason());
        session.finish(why.withReasons(AgentCore.reasons(response)));
    }

    /** The same INVITE to the next place, in a transaction of its own (RFC 3263 §4.3). */
    private void goOn(Way further) {
        further.next(found -> {
            if (waiting()) {
                take(found);
                send(invite(redirects.current()));
            }
        }, this::unreachable);
    }

    @Override
    public void failed(InviteAttempt attempt, EndCause cause, int status, String text) {
        current = null;
        if (way != null && cause != EndCause.LIMIT) {
            way.failed();
        }
        switch (session.state()) {
            case CALLING, PROCEEDING -> {
                if (way != null && way.goesOn() && !attempt.heard()) {
                    goOn(way);
                } else {
                    session.finish(session.ended(EndParty.SYSTEM, cause, status, text));
                }
            }
            case CANCELLING -> cancelled();
            case STARTING, INVITED, ACCEPTED, CONFIRMED, ENDING, ENDED -> { }
        }
    }

    /** The winner's 2xx has been acknowledged as often as it may come, unless our answer is still being made. */
    @Override
    public void over(InviteAttempt attempt) {
        if (attempt == current && lateAnswer == null) {
            session.forgetEarly();
        }
    }

    /** The called side must not hang up before it answered (§15), but where all did there is nothing to wait for. */
    @Override
    public void forkHungUp() {
        if (current != null && !current.anybodyLeft()) {
            session.end(session.ended(EndParty.REMOTE, EndCause.CANCELLED, 487, "hung up before the answer"));
        }
    }
}
