package io.rvoip.ice.internal;

import io.rvoip.common.Loop;
import io.rvoip.ice.CandidateType;
import io.rvoip.ice.IceCandidate;
import io.rvoip.ice.IceCredentials;
import io.rvoip.ice.IceFailure;
import io.rvoip.ice.IcePair;
import io.rvoip.ice.IceRole;
import io.rvoip.ice.IceSocket;
import io.rvoip.ice.IceState;
import io.rvoip.ice.IceTimes;
import io.rvoip.ice.stun.StunAttribute;
import io.rvoip.ice.stun.StunKey;
import io.rvoip.ice.stun.StunMessage;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One generation of a full agent, from its credentials to the next restart: what a check that was received or answered
 * means (RFC 8445 §7, §8). {@link CheckSchedule} says when the next one is sent, {@link ConsentKeeper} keeps what was
 * selected.
 */
final class Generation {
    private final AgentContext context;
    private final Routes routes;
    private final CheckMessages messages;
    private final CheckResponder responder;
    private final IceTimes times;
    private final Gatherer gatherer;
    private final BooleanSupplier alone;
    private final CheckSchedule schedule;
    private final Nominator nominator;
    private final ConsentKeeper consents;
    private final IceCredentials credentials;
    private final List<CheckList> lists = new ArrayList<>();
    private IceRole role = IceRole.CONTROLLED;
    private long tieBreaker;
    private boolean gathering;
    private boolean started;
    private boolean ended;
    private boolean retired;
    private boolean closed;

    /**
     * @param gatherer of all who answer the same offer
     * @param alone whether there is one only, so that nobody else needs what it finds
     */
    Generation(
            AgentContext context, Routes routes, Gatherer gatherer, BooleanSupplier alone, IceCredentials credentials) {
        this.context = context;
        this.routes = routes;
        this.gatherer = gatherer;
        this.alone = alone;
        this.credentials = credentials;
        this.messages = new CheckMessages(context.crypto(), context.ids());
        this.responder = new CheckResponder(context, messages);
        this.times = context.config().times();
        this.tieBreaker = context.ids().nextLong();
        this.schedule = new CheckSchedule(this, lists, gatherer, times.pace().toNanos());
        this.nominator = new Nominator(this, times.nomination().toNanos());
        this.consents = new ConsentKeeper(this, lists, context);
    }

    IceRole role() {
        return role;
    }

    IceState state() {
        if (!started) {
            return !gathering ? IceState.NEW : gatherer.isDone() ? IceState.READY : IceState.GATHERING;
        }
        boolean failed = lists.stream().anyMatch(list -> list.failure != null);
        if (failed && lists.stream().allMatch(list -> list.failure != null || list.components.isEmpty())) {
            return IceState.FAILED;
        }
        boolean over = lists.stream().allMatch(list -> list.failure != null || list.isComplete());
        return over ? IceState.CONNECTED : IceState.CHECKING;
    }

    /** Whether something selected goes over this relay. */
    boolean uses(@Nullable InetSocketAddress relayed) {
        return lists.stream()
                .flatMap(list -> list.selected.values().stream())
                .anyMatch(consent -> consent.pair.local.address().equals(relayed));
    }

    /** Whether neither side will name another candidate. */
    boolean knowsAll() {
        return ended && gatherer.isDone();
    }

    CheckList list(int stream) {
        if (stream < 0 || stream >= IceSocket.MAX_STREAMS) {
            throw new IllegalArgumentException(
                    "stream: " + stream + " (expected: 0-" + (IceSocket.MAX_STREAMS - 1) + ")");
        }
        while (lists.size() <= stream) {
            lists.add(new CheckList(lists.size(), context.config().limits()));
        }
        return lists.get(stream);
    }

    void begin(List<IceSocket> sockets) {
        gathering = true;
        sockets.forEach(socket -> list(socket.stream()).components.add(socket.component()));
        lists.forEach(list -> list.room(Math.max(1, context.config().limits().pairs() / lists.size())));
    }

    /** What was gathered, to begin another search with. */
    List<FarEnds.Found> locals() {
        return lists.stream()
                .flatMap(list -> list.locals().stream()
                        .filter(local -> local.type() != CandidateType.PEER_REFLEXIVE)
                        .map(local -> new FarEnds.Found(list.stream, local)))
                .toList();
    }

    /** Whether anything is known of the far end. */
    boolean isKnown() {
        return lists.stream().anyMatch(list -> list.remote != null);
    }

    /** Whether the far end has this fragment. */
    boolean isOf(String fragment) {
        return lists.stream().anyMatch(list -> list.remote != null && list.remote.fragment().equals(fragment));
    }

    /** Tells again of what was found, to who has not heard it. */
    void repeat() {
        for (CheckList list : lists) {
            list.pairs().stream().map(pair -> pair.valid).filter(Objects::nonNull)
                    .forEach(valid -> context.events().valid(list.stream, valid));
            list.selected.values().stream().map(consent -> consent.pair.valid).filter(Objects::nonNull)
                    .forEach(valid -> context.events().selected(list.stream, valid));
            if (list.failure != null) {
                context.events().failed(list.stream, list.failure);
            }
        }
    }

    void start(IceRole given, long now) {
        started = true;
        role(given);
        for (CheckList list : lists) {
            list.patientUntil = now + times.patience().toNanos();
            list.failsAt = now + times.most().toNanos();
            activate(list, now);
        }
    }

    void remote(CheckList list, IceCredentials given, long now) {
        list.remote = given;
        list.remoteKey = StunKey.shortTerm(given.password());
        if (started) {
            list.patientUntil = now + times.patience().toNanos();
            list.failsAt = now + times.most().toNanos();
            activate(list, now);
        }
    }

    void pace(Duration theirs) {
        schedule.pace(times.slower(theirs).toNanos());
    }

    void remoteCandidate(int stream, IceCandidate candidate, long now) {
        CheckList list = list(stream);
        if (list.failure == null) {
            list.addRemote(candidate);
            thawNew(list);
        }
    }

    void remoteCandidatesEnd(long now) {
        ended = true;
        for (CheckList list : lists) {
            // The other side multiplexes RTP and RTCP, or has fewer components for its own reasons (RFC 8445 §6.1.2.2).
            int highest = list.remotes().stream().mapToInt(IceCandidate::component).max().orElse(Integer.MAX_VALUE);
            List.copyOf(list.components).stream().filter(c -> c > highest).forEach(c -> drop(list, c, now));
        }
        lists.forEach(list -> nominator.consider(list, now));
        judge(now);
    }

    void drop(CheckList list, int component, long now) {
        list.components.remove(component);
        schedule.forget(list, component);
        list.selected.remove(component);
        list.pairs().removeIf(pair -> pair.component() == component);
        list.triggered.removeIf(pair -> pair.component() == component);
        finish();
    }

    void found(int stream, IceCandidate candidate, long now) {
        CheckList list = list(stream);
        if (list.addLocal(candidate)) {
            thawNew(list);
            if (candidate.type() != CandidateType.HOST || context.tells(candidate.address().getAddress())) {
                context.events().candidate(stream, candidate);
            }
        }
    }

    void gathered(long now) {
        context.events().gathered();
        judge(now);
    }

    /** What becomes of a check. */
    @FunctionalInterface
    interface Taker {
        void take(CheckList list, CheckList.EarlyCheck check);
    }

    /** A request with our fragment in its user name, and that of the far end. @param key of ours that it is made with */
    boolean requested(StunMessage request, StunKey key, InetSocketAddress local, InetSocketAddress from, long now) {
        return answer(request, key, local, from, this::conflicts, (list, check) -> accepted(list, check, now), now);
    }

    /** The same from somebody else who knows our password; before anybody is known it may be the one whom this search is for. */
    boolean stranger(
            StunMessage request, StunKey key, InetSocketAddress local, InetSocketAddress from, Taker taker, long now) {
        return answer(request, key, local, from, isKnown() ? check -> false : this::conflicts, taker, now);
    }

    private boolean answer(
            StunMessage request, StunKey key, InetSocketAddress local, InetSocketAddress from, CheckResponder.Roles roles,
            Taker taker, long now) {
        for (CheckList list : lists) {
            IceCandidate base = list.baseAt(local);
            if (base != null && list.components.contains(base.component())) {
                var outcome = responder.answer(request, key, from, roles, now);
                outcome.answer().ifPresent(answer -> routes.send(base, answer.encode(), from, now));
                if (outcome.accepted()) {
                    taker.take(list, CheckList.EarlyCheck.of(request, local, from));
                }
                return true;
            }
        }
        return false;
    }

    /** An answer to a check or to a question for consent. */
    boolean answered(StunMessage answer, InetSocketAddress local, InetSocketAddress from, long now) {
        CheckTransaction open = schedule.find(answer.transactionId());
        if (open == null) {
            return consents.answered(answer, local, from, now);
        }
        StunKey expected = open.list.remoteKey;
        if (expected == null || !messages.isValid(answer, expected)) {
            context.dropped("answer");
            return true;
        }
        schedule.remove(open);
        int code = answer.attribute(StunAttribute.ErrorCode.class)
                .map(StunAttribute.ErrorCode::code)
                .orElse(0);
        var mapped = answer.attribute(StunAttribute.XorMappedAddress.class);
        if (code == StunAttribute.ErrorCode.ROLE_CONFLICT) {
            conflicted(open);
        } else if (code != 0
                || mapped.isEmpty()
                || !open.pair.isPath(local, from)
                || !answer.unknownRequired().isEmpty()) {
            failed(open, now);
        } else {
            succeeded(open, mapped.get().address(), now);
        }
        judge(now);
        return true;
    }

    long nextDeadline() {
        long next = Math.min(schedule.nextDeadline(), consents.nextDeadline());
        for (CheckList list : lists) {
            if (started && list.failure == null && !list.isComplete()) {
                next = Math.min(next, list.patient ? Math.min(list.patientUntil, list.failsAt) : list.failsAt);
                next = Math.min(next, nominator.nextDeadline(list));
            }
        }
        return next;
    }

    void onDeadline(long now) {
        schedule.onDeadline(now);
        lists.forEach(list -> nominator.consider(list, now));
        consents.onDeadline(now);
        judge(now);
    }

    /** Another one takes its place: its end is no failure. */
    void retire() {
        retired = true;
    }

    void close() {
        closed = true;
    }

    /** A check of this pair, as it goes out now. */
    CheckTransaction compose(CheckList list, CheckPair pair, long timeout) {
        boolean nominates = role == IceRole.CONTROLLING && pair.nominating;
        CheckMessages.Check check = check(pair, nominates);
        return new CheckTransaction(list, pair, request(list, pair, check), check, timeout);
    }

    /** A question for consent: a check that is not repeated. */
    StunMessage question(CheckList list, CheckPair pair) {
        return request(list, pair, check(pair, false));
    }

    private CheckMessages.Check check(CheckPair pair, boolean nominates) {
        return new CheckMessages.Check(pair.local.priorityOfFound(), role, tieBreaker, nominates);
    }

    private StunMessage request(CheckList list, CheckPair pair, CheckMessages.Check check) {
        IceCredentials theirs = list.remote;
        StunKey theirKey = list.remoteKey;
        if (theirs == null || theirKey == null) {
            throw new IllegalStateException("a check for stream " + list.stream + " before its credentials");
        }
        String ours = pair.ours;
        return messages.request(ours == null ? credentials.fragment() : ours, theirs, theirKey, check);
    }

    void send(CheckPair pair, StunMessage message, long now) {
        routes.send(pair.local, message.encode(), pair.remote().address(), now);
    }

    boolean isValid(StunMessage answer, CheckList list) {
        return list.remoteKey != null && messages.isValid(answer, list.remoteKey);
    }

    /** The check was not answered, or not as it should be. */
    void failed(CheckTransaction open, long now) {
        CheckPair pair = open.pair;
        if (open.isCancelled()) {
            if (pair.state == CheckPair.State.IN_PROGRESS && !schedule.isOpen(pair)) {
                pair.state = CheckPair.State.FAILED;
            }
            return;
        }
        pair.state = CheckPair.State.FAILED;
        pair.valid = null;
        pair.nominating = false;
        pair.wanted = false;
        nominator.consider(open.list, now);
    }

    /** What it means for its pairs that a connection of ours cannot be had, or no longer. */
    void connectionBroken(InetSocketAddress local, InetSocketAddress to, String why, long now) {
        lists.forEach(list -> BrokenConnection.end(list, schedule, role, local, to, why, now));
        lists.forEach(list -> nominator.consider(list, now));
        judge(now);
    }

    private void activate(CheckList list, long now) {
        if (!list.isActive()) {
            return;
        }
        schedule.thaw(list);
        List<CheckList.EarlyCheck> early = List.copyOf(list.early);
        list.early.clear();
        early.forEach(check -> checked(list, check, now));
    }

    private void thawNew(CheckList list) {
        if (started && list.isActive()) {
            schedule.thaw(list);
        }
    }

    /** Whether the sender must change its role; changes ours where it is ours to change (RFC 8445 §7.3.1.1). */
    private boolean conflicts(StunMessage check) {
        if (!started) {
            return false;
        }
        var controlling = check.attribute(StunAttribute.IceControlling.class);
        var controlled = check.attribute(StunAttribute.IceControlled.class);
        if (role == IceRole.CONTROLLING && controlling.isPresent()) {
            if (Long.compareUnsigned(tieBreaker, controlling.get().tieBreaker()) >= 0) {
                return true;
            }
            role(IceRole.CONTROLLED);
        } else if (role == IceRole.CONTROLLED && controlled.isPresent()) {
            if (Long.compareUnsigned(tieBreaker, controlled.get().tieBreaker()) < 0) {
                return true;
            }
            role(IceRole.CONTROLLING);
        }
        return false;
    }

    /** The other side keeps the role that we had when we asked (RFC 8445 §7.2.5.1). */
    private void conflicted(CheckTransaction open) {
        if (open.role() == role) {
            role(role.other());
            tieBreaker = context.ids().nextLong();
        }
        if (open.pair.valid == null && !open.isCancelled()) {
            open.pair.state = CheckPair.State.WAITING;
            open.list.enqueue(open.pair);
        }
    }

    private void role(IceRole next) {
        role = next;
        lists.forEach(list -> list.role(next));
    }

    private void accepted(CheckList list, CheckList.EarlyCheck check, long now) {
        if (list.isActive()) {
            checked(list, check, now);
        } else if (list.failure == null) {
            list.early(check);
        }
    }

    /** What a check means for its pair (RFC 8445 §7.3.1.3 to §7.3.1.5). */
    private void checked(CheckList list, CheckList.EarlyCheck check, long now) {
        IceCandidate base = list.baseAt(check.local());
        CheckPair pair = base == null ? null : pairOf(list, base, check);
        if (pair == null) {
            context.dropped("table-full");
            return;
        }
        pair.heardAt = now;
        pair.ours = check.ours(); // who knows us by another name refuses a check by this one
        boolean wanted = check.useCandidate() && role == IceRole.CONTROLLED;
        if (pair.valid != null) {
            if (wanted) {
                nominated(list, pair, now);
            }
            return;
        }
        pair.wanted |= wanted;
        schedule.cancel(pair);
        pair.state = CheckPair.State.WAITING;
        list.enqueue(pair);
    }

    private @Nullable CheckPair pairOf(CheckList list, IceCandidate base, CheckList.EarlyCheck check) {
        CheckPair known = list.find(check.local(), check.from());
        if (known != null) {
            return known;
        }
        IceCandidate remote = list.remoteAt(base, check.from());
        if (remote == null) {
            String foundation = context.ids().token();
            remote = IceCandidate.remote(
                    foundation, base.component(), check.priority(), check.from(), CandidateType.PEER_REFLEXIVE)
                    .over(base.transport().counterpart());
            if (!list.addFound(remote)) {
                return null;
            }
        }
        return list.pairFound(base, remote);
    }

    private void succeeded(CheckTransaction open, InetSocketAddress mapped, long now) {
        CheckList list = open.list;
        CheckPair pair = open.pair;
        boolean first = pair.valid == null;
        pair.heardAt = now;
        pair.state = CheckPair.State.SUCCEEDED;
        IcePair valid = new IcePair(localAt(list, pair, mapped), pair.remote());
        pair.valid = valid;
        if (!pair.nominating) {
            list.unqueue(pair);
        }
        schedule.thawLike(pair);
        if (first) {
            list.validSince.putIfAbsent(pair.component(), now);
            context.events().valid(list.stream, valid);
        }
        boolean chosen = role == IceRole.CONTROLLING
                ? open.check.useCandidate() && open.role() == role
                : pair.wanted;
        if (chosen) {
            nominated(list, pair, now);
        }
        nominator.consider(list, now);
    }

    /** Where we are by this pair, as the far end has seen it just now. */
    static IceCandidate localAt(CheckList list, CheckPair pair, InetSocketAddress mapped) {
        IceCandidate base = pair.local;
        for (IceCandidate local : list.locals()) {
            if (local.component() == base.component() && local.address().equals(mapped)
                    && local.transport() == base.transport()) {
                return local;
            }
        }
        if (mapped.getPort() == 0) {
            return base;
        }
        IceCandidate found = new IceCandidate(
                "p" + (list.locals().size() + 1),
                base.component(),
                base.priorityOfFound(),
                mapped,
                CandidateType.PEER_REFLEXIVE,
                base.base(),
                base.base(),
                base.transport());
        list.addLocal(found);
        return found;
    }

    /** One more pair was chosen: of several the best counts, unless it has fallen silent (RFC 8445 §8.1.1). */
    private void nominated(CheckList list, CheckPair pair, long now) {
        pair.nominating = false;
        pair.wanted = false;
        Consent before = list.selected.get(pair.component());
        boolean better = before == null || pair.supersedes(before.pair) || before.isSilent(now);
        if (better && (before == null || before.pair != pair)) {
            select(list, pair, now);
        }
    }

    void select(CheckList list, CheckPair pair, long now) {
        IcePair valid = pair.valid;
        if (valid == null || closed || !list.components.contains(pair.component())) {
            return;
        }
        list.selected.put(pair.component(), new Consent(pair, context.ids(), now));
        schedule.cancel(list, pair.component(), pair);
        list.settle(pair.component());
        routes.selected(pair, now);
        context.events().selected(list.stream, valid);
        finish();
    }

    /** Nothing more is looked for once each stream has what it needs. */
    void finish() {
        if (state() == IceState.CONNECTED && !closed && alone.getAsBoolean()) {
            boolean early = !gatherer.isDone();
            gatherer.stop();
            if (early) {
                context.events().gathered();
            }
        }
    }

    void fail(CheckList list, IceFailure failure) {
        list.failure = failure;
        list.selected.clear();
        list.triggered.clear();
        schedule.removeAll(list);
        if (!retired) {
            context.events().failed(list.stream, failure);
        }
        finish();
    }

    /** Ends what has no hope, or had its time. */
    private void judge(long now) {
        for (CheckList list : List.copyOf(lists)) {
            if (!started || closed || list.failure != null || list.isComplete()) {
                continue;
            }
            list.patient &= now < list.patientUntil;
            boolean hopeless = !list.patient && knowsAll() && !list.isHopeful();
            if (hopeless || now >= list.failsAt) {
                fail(list, Verdict.of(list));
            }
        }
    }
}
