package io.rvoip.ice.internal;

import io.rvoip.common.Loop;
import io.rvoip.ice.CandidateType;
import io.rvoip.ice.IceCandidate;
import io.rvoip.ice.IceCredentials;
import io.rvoip.ice.IceFailure;
import io.rvoip.ice.IceLimits;
import io.rvoip.ice.IceRole;
import io.rvoip.ice.IceTransport;
import io.rvoip.ice.stun.StunAttribute;
import io.rvoip.ice.stun.StunKey;
import io.rvoip.ice.stun.StunMessage;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The candidates and pairs of one stream, in the order of their priority (RFC 8445 §6.1.2). */
final class CheckList {
    private static final int MAX_EARLY = 16;
    private static final Comparator<CheckPair> ORDER =
            Comparator.comparingLong(CheckPair::priority).reversed().thenComparingInt(CheckPair::component);

    final int stream;
    final Set<Integer> components = new TreeSet<>();
    final Deque<CheckPair> triggered = new ArrayDeque<>();
    /** What media goes over, by component. */
    final Map<Integer, Consent> selected = new HashMap<>();

    final List<EarlyCheck> early = new ArrayList<>();
    @Nullable IceCredentials remote;
    @Nullable StunKey remoteKey;
    @Nullable IceFailure failure;
    /** When a component had its first valid pair. */
    final Map<Integer, Long> validSince = new HashMap<>();
    /** From when on it may fail, and when it must; never before the start. */
    long patientUntil = Loop.Timer.NEVER;

    long failsAt = Loop.Timer.NEVER;
    boolean patient = true;

    private final IceLimits limits;
    private int maxPairs;
    private final List<CheckPair> pairs = new ArrayList<>();
    private final List<IceCandidate> locals = new ArrayList<>();
    private final List<IceCandidate> remotes = new ArrayList<>();
    private IceRole role = IceRole.CONTROLLED;

    /** A check, which may come before we know the other side's password (RFC 8445 §7.3). @param ours the fragment it names us by */
    record EarlyCheck(InetSocketAddress local, InetSocketAddress from, long priority, boolean useCandidate, String ours) {
        static EarlyCheck of(StunMessage request, InetSocketAddress local, InetSocketAddress from) {
            long priority = request.attribute(StunAttribute.Priority.class)
                    .map(StunAttribute.Priority::value)
                    .orElse(1L);
            return new EarlyCheck(
                    local,
                    from,
                    Math.max(1, Math.min(Integer.MAX_VALUE, priority)),
                    request.attribute(StunAttribute.UseCandidate.class).isPresent(),
                    request.attribute(StunAttribute.Username.class)
                            .map(name -> name.value().substring(0, name.value().indexOf(':')))
                            .orElseThrow());
        }
    }

    CheckList(int stream, IceLimits limits) {
        this.stream = stream;
        this.limits = limits;
        this.maxPairs = limits.pairs();
    }

    /** Its part of the pairs that all streams may have together. */
    void room(int most) {
        maxPairs = most;
    }

    List<CheckPair> pairs() {
        return pairs;
    }

    List<IceCandidate> locals() {
        return locals;
    }

    List<IceCandidate> remotes() {
        return remotes;
    }

    /** Whether checks are sent and acted upon. */
    boolean isActive() {
        return failure == null && failsAt != Loop.Timer.NEVER && remote != null;
    }

    boolean isComplete() {
        return failure == null && selected.keySet().containsAll(components);
    }

    void early(EarlyCheck check) {
        if (early.size() < MAX_EARLY && !early.contains(check)) {
            early.add(check);
        }
    }

    /** Takes a local candidate; false when it is known already or there are too many. */
    boolean addLocal(IceCandidate candidate) {
        boolean full = countLocals(candidate) >= bound(candidate, limits.localCandidates());
        if (full || locals.stream().anyMatch(known -> isRedundant(known, candidate))) {
            return false;
        }
        locals.add(candidate);
        if (candidate.type() == CandidateType.HOST || candidate.type() == CandidateType.RELAYED) {
            remotes.forEach(other -> pair(candidate, other));
        }
        return true;
    }

    /** Takes a remote candidate, or gives one that a check found the name it has. */
    void addRemote(IceCandidate candidate) {
        if (candidate.transport() == IceTransport.TCP_ACTIVE || candidate.transport() == IceTransport.TCP_SO) {
            return; // who connects is found by his check, and nobody here opens simultaneously
        }
        for (int i = 0; i < remotes.size(); i++) {
            IceCandidate known = remotes.get(i);
            if (known.component() == candidate.component() && known.address().equals(candidate.address())
                    && known.transport() == candidate.transport()) {
                if (known.type() == CandidateType.PEER_REFLEXIVE && candidate.type() != known.type()) {
                    remotes.set(i, candidate);
                    rename(candidate);
                }
                return;
            }
        }
        boolean foreign = !components.isEmpty() && !components.contains(candidate.component());
        if (foreign || !addFound(candidate)) {
            return;
        }
        if (!selected.containsKey(candidate.component())) {
            locals.stream()
                    .filter(own -> own.type() == CandidateType.HOST || own.type() == CandidateType.RELAYED)
                    .toList()
                    .forEach(own -> pair(own, candidate));
        }
    }

    /** Takes a candidate that a check found, which is paired with the check's base only (RFC 8445 §7.3.1.3). */
    boolean addFound(IceCandidate candidate) {
        if (countRemotes(candidate) >= bound(candidate, limits.remoteCandidates())) {
            return false;
        }
        remotes.add(candidate);
        return true;
    }

    /** The candidate that sends from there to this one of ours. */
    @Nullable IceCandidate remoteAt(IceCandidate base, InetSocketAddress address) {
        for (IceCandidate candidate : remotes) {
            if (candidate.component() == base.component() && candidate.address().equals(address)
                    && candidate.transport() == base.transport().counterpart()) {
                return candidate;
            }
        }
        return null;
    }

    /** The candidate that is sent from at this address. */
    @Nullable IceCandidate baseAt(InetSocketAddress base) {
        for (IceCandidate candidate : locals) {
            boolean sends = candidate.type() == CandidateType.HOST || candidate.type() == CandidateType.RELAYED;
            if (sends && candidate.address().equals(base)) {
                return candidate;
            }
        }
        return null;
    }

    @Nullable CheckPair find(InetSocketAddress base, InetSocketAddress to) {
        for (CheckPair pair : pairs) {
            if (pair.isPath(base, to)) {
                return pair;
            }
        }
        return null;
    }

    /** Pairs two candidates unless they do not match or are paired; null when the list is full of better ones. */
    private @Nullable CheckPair pair(IceCandidate local, IceCandidate other) {
        return pair(local, other, false);
    }

    /** Pairs what a check came over: it takes the place of a pair that nothing has been heard on. */
    @Nullable CheckPair pairFound(IceCandidate local, IceCandidate other) {
        return pair(local, other, true);
    }

    private @Nullable CheckPair pair(IceCandidate local, IceCandidate other, boolean heard) {
        InetSocketAddress base = local.base();
        boolean waits = local.transport() == IceTransport.TCP_PASSIVE && !heard; // nobody is checked before he has connected
        if (base == null || waits || !local.matches(other) || !components.contains(local.component())) {
            return null;
        }
        CheckPair known = find(base, other.address());
        if (known != null) {
            return known;
        }
        CheckPair pair = new CheckPair(local, other, role);
        if (pairs.size() == maxPairs && !makeRoomFor(pair, heard)) {
            return null;
        }
        pairs.add(pair);
        pairs.sort(ORDER);
        return pair;
    }

    /** Priorities are a function of the role (RFC 8445 §7.3.1.1). */
    void role(IceRole next) {
        role = next;
        pairs.forEach(pair -> {
            pair.prioritise(next);
            pair.nominating = false;
            pair.wanted = false;
        });
        pairs.sort(ORDER);
    }

    void enqueue(CheckPair pair) {
        if (!pair.queued) {
            pair.queued = true;
            triggered.add(pair);
        }
    }

    @Nullable CheckPair dequeue() {
        CheckPair pair = triggered.poll();
        if (pair != null) {
            pair.queued = false;
        }
        return pair;
    }

    void unqueue(CheckPair pair) {
        pair.queued = false;
        triggered.remove(pair);
    }

    /** Takes out the pairs of a component that need no check any more (RFC 8445 §8.1.2); open checks end by themselves. */
    void settle(int component) {
        for (CheckPair pair : List.copyOf(pairs)) {
            if (pair.component() == component && pair.valid == null) {
                unqueue(pair);
                if (pair.state != CheckPair.State.IN_PROGRESS) {
                    pairs.remove(pair);
                }
            }
        }
    }

    /** Whether each component that has nothing selected still has something to hope for. */
    boolean isHopeful() {
        return components.stream().allMatch(component -> selected.containsKey(component)
                || pairs.stream()
                        .anyMatch(pair -> pair.component() == component
                                && (pair.isOpen() || pair.queued || pair.valid != null)));
    }

    /** The best pair of a component that a check succeeded on. */
    @Nullable CheckPair bestValid(int component) {
        for (CheckPair pair : pairs) {
            if (pair.component() == component && pair.valid != null) {
                return pair;
            }
        }
        return null;
    }

    /** What goes out is sent over the selected pair, or over the best valid one before (RFC 8445 §12.1). */
    @Nullable CheckPair sendsOver(int component) {
        Consent consent = selected.get(component);
        if (consent != null) {
            return consent.pair;
        }
        // Whose consent was lost gets nothing more (RFC 7675 §5.2).
        return failure == null ? bestValid(component) : null;
    }

    private boolean makeRoomFor(CheckPair pair, boolean heard) {
        for (int i = pairs.size() - 1; i >= 0; i--) {
            CheckPair last = pairs.get(i);
            boolean idle = last.state == CheckPair.State.FAILED || heard || last.priority() < pair.priority();
            if (last.valid == null && last.state != CheckPair.State.IN_PROGRESS && !last.queued && idle) {
                pairs.remove(i);
                return true;
            }
        }
        return false;
    }

    private void rename(IceCandidate candidate) {
        for (CheckPair pair : pairs) {
            if (pair.component() == candidate.component() && pair.remote().address().equals(candidate.address())
                    && pair.remote().transport() == candidate.transport()) {
                pair.name(candidate, role);
            }
        }
        pairs.sort(ORDER);
    }

    /** Same address from the same base (RFC 8445 §5.1.3). */
    private static boolean isRedundant(IceCandidate known, IceCandidate candidate) {
        return known.component() == candidate.component()
                && known.address().equals(candidate.address())
                && Objects.equals(known.base(), candidate.base());
    }

    private int bound(IceCandidate candidate, int others) {
        return candidate.type() == CandidateType.PEER_REFLEXIVE ? limits.peerReflexive() : others;
    }

    private long countLocals(IceCandidate like) {
        return locals.stream().filter(c -> sameTable(c, like)).count();
    }

    private long countRemotes(IceCandidate like) {
        return remotes.stream().filter(c -> sameTable(c, like)).count();
    }

    /** Those that checks found are counted apart, so that strangers cannot crowd out what was signalled. */
    private static boolean sameTable(IceCandidate one, IceCandidate other) {
        return (one.type() == CandidateType.PEER_REFLEXIVE) == (other.type() == CandidateType.PEER_REFLEXIVE);
    }
}
