package io.rvoip.ice.internal;

import io.rvoip.common.Loop;
import io.rvoip.ice.CandidateType;
import io.rvoip.ice.IceCandidate;
import io.rvoip.ice.IceCredentials;
import io.rvoip.ice.IceFailure;
import io.rvoip.ice.IceFailure.Reason;
import io.rvoip.ice.IcePair;
import io.rvoip.ice.IceRole;
import io.rvoip.ice.IceSocket;
import io.rvoip.ice.stun.StunAttribute;
import io.rvoip.ice.stun.StunKey;
import io.rvoip.ice.stun.StunMessage;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One generation of a lite agent. Each stream's candidates are kept in a {@link CheckList} without pairs under test. */
final class LiteGeneration {
    /** RFC 8445 §11. */
    private static final long KEEP_ALIVE = 15_000_000_000L;

    private final AgentContext context;
    private final CheckMessages messages;
    private final CheckResponder responder;
    private final IceCredentials credentials;
    private final List<CheckList> lists = new ArrayList<>();
    private final Map<CheckList, AskedConsent> asked = new HashMap<>();
    private final Set<CheckPair> selected = new LinkedHashSet<>();
    private long keepAliveAt = Loop.Timer.NEVER;
    private boolean ended;

    LiteGeneration(AgentContext context, CheckMessages messages, IceCredentials credentials) {
        this.context = context;
        this.messages = messages;
        this.responder = new CheckResponder(context, messages);
        this.credentials = credentials;
    }

    IceCredentials credentials() {
        return credentials;
    }

    void gather(List<IceSocket> sockets) {
        Map<Integer, Integer> positions = new HashMap<>();
        for (IceSocket socket : sockets) {
            int position = positions.merge(socket.stream() << 9 | socket.component(), 1, Integer::sum);
            String foundation = Integer.toString(position);
            IceCandidate candidate = IceCandidate.host(foundation, socket, Math.max(1, 65_536 - position));
            CheckList list = list(socket.stream());
            list.components.add(socket.component());
            if (list.addLocal(candidate)) {
                context.events().candidate(socket.stream(), candidate);
            }
        }
    }

    void start(long now) {
        lists.forEach(list -> list.failsAt = now + context.config().times().most().toNanos());
    }

    @Nullable IceCredentials remote(int stream) {
        return list(stream).remote;
    }

    void remote(int stream, IceCredentials given) {
        list(stream).remote = given;
    }

    void remoteCandidate(int stream, IceCandidate candidate) {
        list(stream).addRemote(candidate);
    }

    void end() {
        ended = true;
    }

    void drop(int stream, int component) {
        list(stream).components.remove(component);
        selected.removeIf(pair -> pair.component() == component && list(stream).pairs().contains(pair));
    }

    @Nullable IcePair selected(int stream, int component) {
        CheckPair pair = selection(list(stream), component);
        return pair == null ? null : pair.valid;
    }

    @Nullable IcePair sendsOver(int stream, int component) {
        if (list(stream).failure != null) {
            return null; // who is gone gets nothing more (RFC 7675 §5.2)
        }
        CheckPair pair = selection(list(stream), component);
        CheckPair best = pair == null ? list(stream).bestValid(component) : pair;
        return best == null ? null : best.valid;
    }

    boolean isComplete() {
        return lists.stream()
                .allMatch(list -> list.failure != null
                        || list.components.stream().allMatch(component -> selection(list, component) != null));
    }

    boolean hasFailed() {
        return lists.stream().anyMatch(list -> list.failure != null)
                && lists.stream().allMatch(list -> list.failure != null || list.components.isEmpty());
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
            list.components.stream().map(component -> selection(list, component)).filter(Objects::nonNull)
                    .map(pair -> pair.valid).filter(Objects::nonNull)
                    .forEach(valid -> context.events().selected(list.stream, valid));
            if (list.failure != null) {
                context.events().failed(list.stream, list.failure);
            }
        }
    }

    boolean requested(
            StunMessage request, StunKey key, InetSocketAddress local, InetSocketAddress from, Generation.Taker taker,
            long now) {
        for (CheckList list : lists) {
            IceCandidate base = list.baseAt(local);
            if (base != null && list.components.contains(base.component())) {
                // A lite agent never controls a full one: who says it is controlled is to change.
                var outcome = responder.answer(
                        request,
                        key,
                        from,
                        check -> check.attribute(StunAttribute.IceControlled.class).isPresent(),
                        now);
                outcome.answer().ifPresent(answer -> context.events().transmit(answer.encode(), local, from));
                if (outcome.accepted()) {
                    taker.take(list, CheckList.EarlyCheck.of(request, local, from));
                }
                return true;
            }
        }
        return false;
    }

    /** Two lite agents take the best pair by priority (RFC 8445 §8.2). */
    void pairWithoutChecks(IceRole role, long now) {
        for (CheckList list : lists) {
            list.role(role);
            for (int component : list.components) {
                if (ended && selection(list, component) == null) {
                    list.pairs().stream()
                            .filter(pair -> pair.component() == component)
                            .findFirst()
                            .ifPresent(pair -> {
                                validate(list, pair);
                                select(list, pair, now);
                            });
                }
            }
        }
    }

    long nextDeadline() {
        long next = keepAliveAt;
        for (CheckList list : lists) {
            if (list.failure == null && !isComplete()) {
                next = Math.min(next, list.failsAt);
            } else if (list.failure == null) {
                next = Math.min(next, asked(list).lostAt());
            }
        }
        return next;
    }

    void onDeadline(long now) {
        if (now >= keepAliveAt) {
            keepAliveAt = now + KEEP_ALIVE;
            for (CheckPair pair : selected) {
                InetSocketAddress base = Objects.requireNonNull(pair.local.base(), "base");
                context.events().transmit(messages.keepAlive().encode(), base, pair.remote().address());
            }
        }
        for (CheckList list : lists) {
            boolean complete = list.components.stream().allMatch(c -> selection(list, c) != null);
            if (list.failure == null && !complete && now >= list.failsAt) {
                boolean heard = list.components.stream().anyMatch(c -> list.bestValid(c) != null);
                list.failure = heard
                        ? new IceFailure(Reason.NOT_NOMINATED, "stream " + list.stream + ": no pair was chosen")
                        : new IceFailure(Reason.CHECKS_FAILED, "stream " + list.stream + ": no check came");
                context.events().failed(list.stream, list.failure);
            } else if (list.failure == null && complete && now >= asked(list).lostAt()) {
                list.failure = new IceFailure(Reason.CONSENT_LOST, "stream " + list.stream + ": the peer asks for consent no more");
                selected.removeIf(list.pairs()::contains);
                context.events().failed(list.stream, list.failure);
            }
        }
    }

    private AskedConsent asked(CheckList list) {
        return asked.computeIfAbsent(list, any -> new AskedConsent());
    }

    private CheckList list(int stream) {
        if (stream < 0 || stream >= IceSocket.MAX_STREAMS) {
            throw new IllegalArgumentException(
                    "stream: " + stream + " (expected: 0-" + (IceSocket.MAX_STREAMS - 1) + ")");
        }
        while (lists.size() <= stream) {
            lists.add(new CheckList(lists.size(), context.config().limits()));
        }
        return lists.get(stream);
    }

    private @Nullable CheckPair selection(CheckList list, int component) {
        for (CheckPair pair : selected) {
            if (pair.component() == component && list.pairs().contains(pair)) {
                return pair;
            }
        }
        return null;
    }

    /** What a check means. */
    void checked(int stream, CheckList.EarlyCheck check, long now) {
        CheckList list = list(stream);
        IceCandidate base = list.baseAt(check.local());
        CheckPair pair = base == null ? null : pairOf(list, base, check);
        if (pair == null) {
            context.dropped("table-full");
            return;
        }
        pair.heardAt = now;
        asked(list).heard(selection(list, pair.component()) == pair, now);
        validate(list, pair);
        if (check.useCandidate()) {
            CheckPair before = selection(list, pair.component());
            boolean better = before == null
                    || pair.supersedes(before)
                    || now - before.heardAt > Consent.SILENCE;
            if (better && before != pair) {
                select(list, pair, now);
            }
        }
    }

    private @Nullable CheckPair pairOf(CheckList list, IceCandidate base, CheckList.EarlyCheck check) {
        IceCandidate remote = list.remoteAt(base, check.from());
        if (remote == null) {
            remote = IceCandidate.remote(
                    context.ids().token(), base.component(), check.priority(), check.from(), CandidateType.PEER_REFLEXIVE)
                    .over(base.transport().counterpart());
            if (!list.addFound(remote)) {
                return null;
            }
        }
        return list.pairFound(base, remote);
    }

    private void validate(CheckList list, CheckPair pair) {
        if (pair.valid == null) {
            IcePair valid = new IcePair(pair.local, pair.remote());
            pair.valid = valid;
            pair.state = CheckPair.State.SUCCEEDED;
            context.events().valid(list.stream, valid);
        }
    }

    private void select(CheckList list, CheckPair pair, long now) {
        CheckPair before = selection(list, pair.component());
        if (before != null) {
            selected.remove(before);
        }
        selected.add(pair);
        asked(list).chosen(now);
        keepAliveAt = Math.min(keepAliveAt, now + KEEP_ALIVE);
        IcePair valid = pair.valid;
        if (valid != null) {
            context.events().selected(list.stream, valid);
        }
    }
}
