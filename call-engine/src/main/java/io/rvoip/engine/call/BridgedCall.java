package io.rvoip.engine.call;

import io.rvoip.common.Loop;
import io.rvoip.engine.Admission;
import io.rvoip.engine.CallInfo;
import io.rvoip.engine.CallState;
import io.rvoip.engine.EarlyMedia;
import io.rvoip.engine.registrar.Binding;
import io.rvoip.engine.registrar.PhoneFlows;
import io.rvoip.session.CallEnd;
import io.rvoip.session.EndCause;
import io.rvoip.session.EndParty;
import io.rvoip.session.Invitation;
import io.rvoip.session.InviteRequest;
import io.rvoip.session.InviteSession;
import io.rvoip.session.MediaLeg;
import io.rvoip.session.SessionEvent;
import io.rvoip.session.SessionState;
import io.rvoip.session.offer.Refusal;
import io.rvoip.sip.uri.SipUri;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A call to a user or a number: the caller's invitation, and a call of ours to each phone of the called user, or to
 * one trunk after the other, all on one shard. Confined to its loop, except {@link #info} and {@link #hangUp}.
 *
 * <table>
 * <caption>Transitions; "over" is ENDED, where every other side is told why</caption>
 * <tr><th>state</th><th>input</th><th>next</th></tr>
 * <tr><td>ROUTING</td><td>phones found</td><td>PREPARING</td></tr>
 * <tr><td></td><td>no such user; not registered</td><td>over, 404; 480</td></tr>
 * <tr><td>PREPARING</td><td>media ready</td><td>RINGING, INVITE to each phone</td></tr>
 * <tr><td></td><td>no port; no codec of ours, keys that anyone could read</td><td>over, 503; 488</td></tr>
 * <tr><td>RINGING</td><td>a phone rings or speaks</td><td>same, the caller is told</td></tr>
 * <tr><td></td><td>a phone answers</td><td>ANSWERING, the others are cancelled</td></tr>
 * <tr><td></td><td>a phone woke up; none did</td><td>same, INVITE to it; as a phone that is out</td></tr>
 * <tr><td></td><td>a flow to a phone fails, there is another</td><td>same, INVITE over that one</td></tr>
 * <tr><td></td><td>6xx of a phone</td><td>over, the others are cancelled</td></tr>
 * <tr><td></td><td>a trunk fails, or does not react</td><td>same, INVITE to the next</td></tr>
 * <tr><td></td><td>the last phone or trunk is out</td><td>over, the best response</td></tr>
 * <tr><td>ANSWERING</td><td>the caller got the 200</td><td>TALKING</td></tr>
 * <tr><td></td><td>the sides do not fit</td><td>over, 488</td></tr>
 * <tr><td>ANSWERING, TALKING</td><td>the phone is out</td><td>over</td></tr>
 * <tr><td>any</td><td>the caller is out; an operator hangs up</td><td>over</td></tr>
 * <tr><td>ENDED</td><td>a phone answers</td><td>same; the session acknowledges and ends it</td></tr>
 * </table>
 */
public final class BridgedCall implements Call {
    /** Media that no keys could be agreed on for are as good as media that cannot be had: Not Acceptable Here. */
    static final int UNKEYED = 488;
    private static final String VIDEO = "video";
    static final int NOT_REACHED = 480;

    private enum State { ROUTING, PREPARING, RINGING, ANSWERING, TALKING, ENDED }

    private final CallContext context;
    private @Nullable Invitation invitation;
    private final InviteSession caller;
    private final Caller from;
    private final String called;
    private final Optional<SipUri> phone;
    private final boolean urgent;
    private final Leg callerLeg;
    private final CallLife life;
    private @Nullable OutgoingInvites invites;
    private final MediaPath path;
    private final List<Branch> branches = new ArrayList<>();
    private final SleepingPhones sleepers;
    private final List<Place> further = new ArrayList<>();
    private State state = State.ROUTING;
    private @Nullable Branch winner;
    private Loop.@Nullable Timer patience;
    private boolean inTurn;
    private int told;
    private int lastTold;

    /**
     * A call that was let in.
     *
     * @param from who calls
     * @param called the user or the number it is for; of the address of a phone the user part, which may hide the user
     * @param phone the address of the one phone it is for; empty where it is for all of a user
     */
    public BridgedCall(
            CallContext context, Invitation invitation, Caller from, String called, Optional<SipUri> phone) {
        this.context = context;
        this.phone = phone;
        this.invitation = invitation;
        this.from = from;
        this.called = called;
        urgent = context.config().overload().emergency().begunBy(invitation.request());
        caller = invitation.session();
        String id = context.shard().ids().token();
        String party = from.party(context.domains());
        String to = context.domains().addressOfRecord(called);
        callerLeg = new Leg(id + "-0", party, caller, invitation.flow(), context.shard());
        invites = new OutgoingInvites(context, invitation, from, called);
        life = new CallLife(
                id, party, invites.identity(), to, context, callerLeg, () -> context.released(from));
        sleepers = new SleepingPhones(context.wakeups(), loop(), this::woken);
        path = path(context.media());
        invitation.withContactUser(called);
    }

    private MediaPath path(@Nullable MediaDoor media) {
        return switch (context.config().mediaMode()) {
            case DIRECT -> new DirectPath(this);
            case ANCHORED -> {
                if (media == null) {
                    throw new IllegalStateException("anchored calls without media");
                }
                yield new AnchoredPath(this, media);
            }
        };
    }

    /** Looks for phones. */
    public void start() {
        caller.listener((session, event) -> fromCaller(event));
        life.opened(this);
        List<String> unmet = invites().unmet();
        if (!unmet.isEmpty()) {
            end(ended(EndParty.SYSTEM, EndCause.REJECTED, 500, "no such privacy")
                    .withReasons(List.of(Reasons.unmet(unmet))));
            return;
        }
        Router router = context.router();
        CompletableFuture<Router.Route> route = phone.map(address -> router.find(address, loop().now()))
                .orElseGet(() -> router.route(from, called, context.shard().ids().nextLong(), loop().now()))
                .toCompletableFuture();
        if (route.isDone()) {
            route.thenAccept(this::routed);
        } else {
            route.thenAcceptAsync(this::routed, loop());
        }
    }

    private void routed(Router.Route route) {
        if (state != State.ROUTING) {
            return;
        }
        if (route instanceof Router.Route.Nowhere nowhere) {
            fail(EndCause.REJECTED, nowhere.status(), nowhere.why());
            return;
        }
        inTurn = route instanceof Router.Route.InTurn;
        List<Place> permitted = invites().permitted(places(route));
        if (permitted.isEmpty()) {
            fail(EndCause.REJECTED, 480, "not reached over TLS");
            return;
        }
        List<Place> places = invites().choose(permitted);
        if (places.isEmpty()) {
            fail(EndCause.PROTOCOL, 440, "the call may not spread any further");
            return;
        }
        state = State.PREPARING;
        path.prepare(() -> ring(places), why -> {
            if (state == State.PREPARING) {
                if (why.status() == 503) {
                    context.admission().count(Admission.Refusal.PORTS);
                }
                fail(why.status() == 503 ? EndCause.LIMIT : EndCause.MEDIA, why.status(), why.text());
            }
        });
    }

    private List<Place> places(Router.Route route) {
        return route instanceof Router.Route.InTurn several ? several.places()
                : PhoneFlows.of(invites().usable(((Router.Route.Phones) route).bindings())).stream()
                        .<Place>map(Place.Phone::new).toList();
    }

    private void ring(List<Place> places) {
        if (state != State.PREPARING) {
            return;
        }
        state = State.RINGING;
        if (inTurn) {
            further.addAll(places);
        } else {
            places.stream().filter(place -> !sleepers.wakes(place)).forEach(place -> branches.add(new Branch(this, place)));
            List.copyOf(branches).forEach(branch -> invite(branch, branches.size()));
            showLegs();
        }
        endWhenAllAreOut();
    }

    private void woken(Optional<Binding> binding) {
        if (state != State.RINGING) {
            return;
        }
        List<Place> awake = invites().permitted(
                binding.stream().<Place>map(fresh -> new Place.Phone(new PhoneFlows(List.of(fresh)))).toList());
        if (awake.isEmpty()) {
            sleepers.staysAsleep(ended(EndParty.SYSTEM, EndCause.NO_ANSWER, 480, "the phone did not wake up"));
        } else {
            Branch branch = new Branch(this, awake.get(0));
            branches.add(branch);
            invite(branch, branches.size());
            showLegs();
        }
        endWhenAllAreOut();
    }

    /** Calls the next place that has room, where they are called in turn and the way to the one before failed. */
    private boolean callNext() {
        boolean wanted = branches.isEmpty()
                || branches.get(branches.size() - 1).end().filter(BestResponse::isOfTheWay).isPresent();
        while (wanted && !further.isEmpty()) {
            Place place = further.remove(0);
            if (place.admit(loop().now(), urgent)) {
                Branch branch = new Branch(this, place);
                branches.add(branch);
                invite(branch, 1);
                if (!branch.isOver()) {
                    awaitReaction(place);
                    showLegs();
                    return true;
                }
            }
        }
        return false;
    }

    private void awaitReaction(Place place) {
        if (patience == null) {
            patience = loop().timer(this::goOnWithoutReaction);
        }
        patience.arm(further.isEmpty() ? Loop.Timer.NEVER : loop().now() + place.patience().toNanos());
    }

    private void goOnWithoutReaction() {
        Branch last = branches.get(branches.size() - 1);
        if (state == State.RINGING && !last.isOver() && !last.hasReacted()) {
            last.abandon(ended(EndParty.SYSTEM, EndCause.NO_RESPONSE, 408, "no reaction of " + last.place().target().host()));
            endWhenAllAreOut();
        }
    }

    /** @param places how many are called at once */
    private void invite(Branch branch, int places) {
        String legId = life.id() + "-" + (branches.indexOf(branch) + 1);
        try {
            InviteRequest bare = invites().to(branch.place(), branches.indexOf(branch) + 1, places);
            path.dress(bare, branch).ifPresentOrElse(
                    invite -> branch.start(context.shard(), invite, legId, life.called()),
                    () -> branch.failed(ended(EndParty.SYSTEM, EndCause.REJECTED, 488, "no codec that the place may use")));
        } catch (IllegalStateException full) {
            branch.failed(ended(EndParty.SYSTEM, EndCause.LIMIT, 503, "no room for the call to the phone"));
        }
    }

    // What the paths of media ask and say

    Loop loop() {
        return context.loop();
    }

    /** Until the caller is answered; a call that lasts holds on to nothing of how it was made. */
    Invitation invitation() {
        if (invitation == null) {
            throw new IllegalStateException("call " + id() + " is answered");
        }
        return invitation;
    }

    private OutgoingInvites invites() {
        if (invites == null) {
            throw new IllegalStateException("call " + id() + " is answered");
        }
        return invites;
    }

    InviteSession callerSession() {
        return caller;
    }

    Leg callerLeg() {
        return callerLeg;
    }

    /** Who calls. */
    Caller caller() {
        return from;
    }

    /** How many places were called at once. */
    int branches() {
        return inTurn ? 1 : branches.size();
    }

    /** The phones that may still answer. */
    List<Branch> ringing() {
        return branches.stream().filter(branch -> !branch.isOver()).toList();
    }

    /** The phone that has taken the call. */
    Optional<Branch> winner() {
        return Optional.ofNullable(winner);
    }

    /** Whether this phone has answered and the caller not been told yet. */
    boolean isAnswering(Branch branch) {
        return state == State.ANSWERING && branch == winner && caller.state() == SessionState.INVITED;
    }

    /** The sides do not fit together. */
    void refuse(Refusal why) {
        fail(EndCause.MEDIA, why.status(), why.text());
    }

    /** What the caller's media report. */
    MediaLeg.Events callerReports() {
        return new CallerReports(this);
    }

    /** A digit of the caller. */
    void callerDigit(char digit) {
        life.digit(callerLeg, digit);
    }

    /** Nothing of the caller's media arrives. */
    void callerSilent(Duration silence) {
        silent(callerLeg, caller, "the caller", silence);
    }

    /** The caller's media came to nothing. */
    void callerMediaFailed(EndCause cause, int status, String text) {
        fail(cause, status, text);
    }

    void callerVideoUnkeyed(String reason) {
        life.unkeyed(callerLeg, VIDEO, reason);
    }

    // The phones

    void progress(Branch from, SessionEvent.Progress progress) {
        if (state != State.RINGING || progress.status() == 199) {
            return;
        }
        boolean speaks = context.config().earlyMedia() == EarlyMedia.RELAY && progress.description().isPresent();
        int relayed = speaks ? path.early(from, progress) : MediaPath.NOT_RELAYED;
        if (relayed != MediaPath.NOT_RELAYED) {
            lastTold = relayed;
            life.enter(CallState.EARLY_MEDIA);
        }
        if (progress.status() == 180 && life.state() == CallState.ROUTING) {
            life.enter(CallState.RINGING);
        }
        if (relayed == MediaPath.NOT_RELAYED || progress.status() == 180) {
            tell(progress.status());
        }
    }

    /** Passes a provisional answer on, when it is news. A 180 after a 183 is. */
    private void tell(int status) {
        if (status != lastTold && told < context.config().limits().maxProgress()) {
            told++;
            lastTold = status;
            invitation().progress(status);
        }
    }

    void answered(Branch branch, SessionEvent.Answered answered) {
        if (state != State.RINGING) {
            loop().execute(() -> branch.giveUp(elsewhere())); // once its 2xx has been acknowledged
            return;
        }
        state = State.ANSWERING;
        sleepers.stop();
        winner = branch;
        branches.stream().filter(other -> other != branch).forEach(other -> other.giveUp(elsewhere()));
        showLegs();
        invitation().withHeaders(invites().connected(branch.place(), answered.response()));
        path.answer(branch, answered);
    }

    private CallEnd elsewhere() {
        return ended(EndParty.SYSTEM, EndCause.CANCELLED, 487, "another phone answered")
                .withReasons(List.of(Reasons.ELSEWHERE));
    }

    /** A phone is out. */
    void ended(Branch branch, CallEnd why) {
        switch (state) {
            case RINGING -> {
                if (why.cause() == EndCause.MEDIA) {
                    context.admission().count(Admission.Refusal.PORTS); // before the answer nothing else can fail
                }
                path.left(branch);
                branch.again().ifPresentOrElse(next -> {
                    if (branch.place() instanceof Place.Phone phone) {
                        context.router().flowFailed(phone.flows().first(), loop().now());
                    }
                    replace(branch, next);
                }, () -> path.instead(branch).ifPresent(
                        keying -> replace(branch, new Branch(this, branch.place(), keying))));
                if (BestResponse.isGlobal(why)) {
                    end(why);
                } else {
                    endWhenAllAreOut();
                }
            }
            case ANSWERING, TALKING -> {
                if (branch == winner) {
                    end(by(why, "the called side"));
                }
            }
            case ROUTING, PREPARING, ENDED -> { }
        }
    }

    private void replace(Branch branch, Branch next) {
        branches.set(branches.indexOf(branch), next);
        invite(next, branches.size());
    }

    private void endWhenAllAreOut() {
        boolean allOut = !sleepers.areAwaited() && branches.stream().allMatch(Branch::isOver);
        if (state != State.RINGING || !allOut || callNext()) {
            return;
        }
        List<CallEnd> ends = Stream.concat(
                branches.stream().flatMap(branch -> branch.end().stream()), sleepers.stillAsleep().stream()).toList();
        end(ends.isEmpty()
                ? ended(EndParty.SYSTEM, EndCause.LIMIT, 503, "every trunk has as many calls as it may have")
                : BestResponse.of(ends));
    }

    void phoneEvent(Branch from, SessionEvent event) {
        if (state == State.ENDED) {
            if (event instanceof SessionEvent.Offered) {
                from.session().refuse(488); // so that the 2xx with the offer is acknowledged
            }
        } else if (from == winner) {
            path.fromPhone(event);
            showHold();
        } else if (state == State.RINGING) {
            path.fromPhoneEarly(from, event);
        }
    }

    void digit(Branch from, char digit) {
        if (from == winner) {
            life.digit(from.leg(), digit);
        }
    }

    void silent(Branch from, Duration silence) {
        if (from == winner) {
            silent(from.leg(), from.session(), "the called side", silence);
        }
    }

    /** The call goes on, without pictures. */
    void videoUnkeyed(Branch from, String reason) {
        if (from == winner) {
            life.unkeyed(from.leg(), VIDEO, reason);
        }
    }

    /** @param status that says what of its media came to nothing */
    void mediaFailed(Branch from, EndCause cause, int status, String reason) {
        if (from == winner) {
            fail(cause, status, reason);
        } else {
            from.giveUp(ended(EndParty.SYSTEM, cause, status, reason));
        }
    }

    /** Silence of a side that holds is no fault (it has nothing to say), nor is that before the answer. */
    private void silent(Leg leg, InviteSession side, String who, Duration silence) {
        if (state != State.TALKING || side.heldByRemote() && !(side == caller && from.oneWay())) {
            return;
        }
        life.noInboundMedia(leg);
        if (context.config().silence().hangUp()) {
            fail(EndCause.MEDIA, 408, "no media from " + who + " for " + silence.toSeconds() + " s");
        }
    }

    // The caller

    private void fromCaller(SessionEvent event) {
        if (state == State.ENDED) {
            return;
        }
        if (event instanceof SessionEvent.Ended ended) {
            end(by(ended.end(), "the caller"));
        } else if (event instanceof SessionEvent.Answered) {
            state = State.TALKING;
            invitation = null;
            invites = null;
            life.enter(CallState.ANSWERED);
        } else if (state == State.TALKING) {
            path.fromCaller(event);
            showHold();
        } else {
            path.fromCallerEarly(event);
        }
    }

    // What others see

    private void showLegs() {
        List<Leg> legs = new ArrayList<>(List.of(callerLeg));
        ringing().stream().filter(branch -> winner == null || branch == winner).map(Branch::leg).forEach(legs::add);
        life.legs(legs);
    }

    private void showHold() {
        if (state == State.TALKING) {
            life.enter(path.held() ? CallState.HELD : CallState.ANSWERED);
        }
    }

    @Override
    public String id() {
        return life.id();
    }

    @Override
    public CallInfo info() {
        return life.info();
    }

    // The end

    @Override
    public void hangUp() {
        loop().execute(() -> end(ended(EndParty.LOCAL, EndCause.HANGUP, 0, "hung up by an operator")));
    }

    private void fail(EndCause cause, int status, String text) {
        end(ended(EndParty.SYSTEM, cause, status, text));
    }

    private CallEnd ended(EndParty who, EndCause cause, int status, String text) {
        return CallEnd.of(who, cause, status, text, loop().time().wallClock());
    }

    private static CallEnd by(CallEnd end, String side) {
        String text = end.text() + " (" + side + ")";
        return new CallEnd(end.who(), end.cause(), end.status(), text, end.reasons(), end.at());
    }

    /** Whatever ended it, once: the record, then the media apart, then every side that is still there. */
    private void end(CallEnd why) {
        if (state == State.ENDED) {
            return;
        }
        state = State.ENDED;
        sleepers.stop();
        if (patience != null) {
            patience.cancel();
        }
        CallEnd told = why.withReasons(Reasons.relayed(why));
        life.end(told);
        path.close();
        if (caller.end().isEmpty()) {
            caller.end(told);
        }
        branches.forEach(branch -> branch.giveUp(told));
    }
}
