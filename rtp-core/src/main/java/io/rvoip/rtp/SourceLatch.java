package io.rvoip.rtp;

import io.rvoip.rtp.internal.NatSuspicion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides whose plain RTP (or RTCP) is heard, and learns where a remote behind a NAT really is, so that nobody can
 * pour audio into a call or have it sent to him (RTP bleed). Confined to one loop; {@link #check} allocates nothing.
 *
 * <p>The hosts of the SDP's address and of the signalling are <em>named</em>. Others, outsiders, can be learned only
 * when the SDP's address cannot be where the packets come from (a private one that the signalling does not come
 * from), or under {@link SourcePolicy#SYMMETRIC_ANY_HOST}.
 *
 * <pre>
 * state     | input                                         | next      | answer
 * CLOSED    | any packet                                    | CLOSED    | REFUSED
 * CLOSED    | expect                                        | LEARNING  | (STRICT: LOCKED on the SDP address)
 * LEARNING  | packet from the SDP or former address         | LOCKED    | LEARNED
 * LEARNING  | 1st to 4th packet from a named host           | LEARNING  | ACCEPTED for who leads, else REFUSED
 * LEARNING  | 5th of them                                   | LOCKED    | LEARNED for who leads, else REFUSED
 * LEARNING  | 1st to 5th packet of outsiders, within 0.5 s  | LEARNING  | ACCEPTED for who leads, else REFUSED
 * LEARNING  | more of them, within 0.5 s; none may be       | LEARNING  | REFUSED
 * LEARNING  | one after 5 of them and 0.5 s                 | LOCKED    | LEARNED for who leads, else REFUSED
 * LOCKED    | packet from the locked address                | LOCKED    | ACCEPTED
 * LOCKED    | the same with a new SSRC (not STRICT)         | FOLLOWING | ACCEPTED
 * LOCKED    | packet from elsewhere                         | LOCKED    | REFUSED
 * FOLLOWING | 1st to 4th from there or of the new SSRC      | FOLLOWING | ACCEPTED for who leads, else REFUSED
 * FOLLOWING | 5th of them                                   | LOCKED    | ACCEPTED or LEARNED for who leads
 * FOLLOWING | any other packet                              | FOLLOWING | REFUSED
 * any       | expect (re-INVITE), reopen                    | LEARNING  | (STRICT: LOCKED)
 * any       | trust (ICE checks sources)                    | TRUSTING  |
 * TRUSTING  | packet from a checked source                  | TRUSTING  | ACCEPTED
 * TRUSTING  | packet from elsewhere                         | TRUSTING  | REFUSED
 * the others| believe                                       | LOCKED    | on the SDP address
 * </pre>
 *
 * <p>The lead goes to a named host, then to who sent more, then to who came first: while following, to the address
 * locked before.
 */
public final class SourceLatch {
    /** Packets after which learning ends. */
    public static final int LEARNING_PACKETS = 5;

    private static final int TRAILING_PACKETS = 25;
    private static final long PATIENCE = 500_000_000L;
    private static final int CANDIDATES = 2 * LEARNING_PACKETS;

    private enum State { CLOSED, LEARNING, LOCKED, FOLLOWING, TRUSTING }

    private final SourcePolicy policy;
    private final @Nullable InetSocketAddress[] candidates = new InetSocketAddress[CANDIDATES];
    private final int[] votes = new int[CANDIDATES];
    private State state = State.CLOSED;
    private int candidateCount;
    private int namedPackets;
    private int outsidePackets;
    private long outsideSince;
    private boolean outsiders;
    private @Nullable InetSocketAddress expected;
    private boolean sendable;
    private @Nullable InetAddress hint;
    private @Nullable InetSocketAddress locked;
    private @Nullable InetSocketAddress former;
    private @Nullable InetSocketAddress replaced;
    private int trailing;
    private int ssrc;
    private boolean ssrcKnown;
    private long refused;
    private Predicate<InetSocketAddress> checked = from -> false;

    /** Creates a latch that refuses everything until {@link #expect}. */
    public SourceLatch(SourcePolicy policy) {
        this.policy = policy;
    }

    /**
     * A remote description is in force, at first or after a re-INVITE: (re)opens learning. The SDP's address is
     * believed at its first packet, and so is the one locked before, unless the SDP's has changed: then what the old
     * source still has on its way (up to 25 packets) is refused and is none of the five.
     *
     * @param sdp where the SDP says that the remote receives
     * @param signalledFrom the host the remote's signalling comes from, when known: its media is likely to come from
     *     there too
     */
    public void expect(InetSocketAddress sdp, @Nullable InetAddress signalledFrom) {
        if (expected != null && !sdp.equals(expected)) {
            replaced = locked;
            trailing = TRAILING_PACKETS;
            locked = null;
        }
        expected = sdp;
        sendable = sdp.getPort() != 0 && !sdp.isUnresolved() && !sdp.getAddress().isAnyLocalAddress();
        hint = signalledFrom;
        outsiders = policy == SourcePolicy.SYMMETRIC_ANY_HOST || NatSuspicion.of(sdp.getAddress(), signalledFrom);
        state = state == State.TRUSTING ? State.CLOSED : state;
        reopen();
    }

    /** Reopens learning with the address of {@link #expect}. Without one it stays closed. */
    void reopen() {
        if (expected == null || state == State.TRUSTING) {
            return;
        }
        clearVotes();
        ssrcKnown = false;
        if (policy == SourcePolicy.STRICT) {
            locked = sendable ? expected : null;
            state = State.LOCKED;
        } else {
            former = locked;
            state = State.LEARNING;
        }
    }

    /**
     * The remote has been found where its description says it is, so nothing rewrites its addresses: the one of
     * {@link #expect} is believed without a packet from it. Nobody else on the remote's host is mistaken for it.
     */
    public void believe() {
        InetSocketAddress described = expected;
        if (described != null && sendable && state != State.TRUSTING) {
            lock(described, 0, false);
        }
    }

    /**
     * ICE says whose packets are heard and where ours go, until the next {@link #expect}: nothing is learned.
     *
     * @param sources whether a check has succeeded with an address
     * @param to where ours go; null while there is no way
     */
    public void trust(Predicate<InetSocketAddress> sources, @Nullable InetSocketAddress to) {
        close();
        checked = sources;
        expected = to;
        sendable = to != null;
        state = State.TRUSTING;
    }

    /** Whether this is the address of the description in force. */
    boolean describes(InetSocketAddress address) {
        return address.equals(expected);
    }

    /** The remote is gone, or its address is not known any more: nothing is accepted. */
    public void close() {
        clearVotes();
        state = State.CLOSED;
        expected = null;
        sendable = false;
        locked = null;
        former = null;
        replaced = null;
        ssrcKnown = false;
    }

    /**
     * Judges a valid packet.
     *
     * @param packetSsrc its SSRC
     * @param now its arrival in nanoseconds
     */
    public SourceVerdict check(InetSocketAddress from, int packetSsrc, long now) {
        SourceVerdict verdict = switch (state) {
            case CLOSED -> SourceVerdict.REFUSED;
            case LOCKED -> checkLocked(from, packetSsrc);
            case LEARNING -> checkLearning(from, packetSsrc, now);
            case FOLLOWING -> checkFollowing(from, packetSsrc);
            case TRUSTING -> checked.test(from) ? SourceVerdict.ACCEPTED : SourceVerdict.REFUSED;
        };
        if (verdict == SourceVerdict.REFUSED) {
            refused++;
        }
        return verdict;
    }

    private SourceVerdict checkLocked(InetSocketAddress from, int packetSsrc) {
        if (!from.equals(locked)) {
            return SourceVerdict.REFUSED;
        }
        if (ssrcKnown && packetSsrc != ssrc && policy != SourcePolicy.STRICT) {
            state = State.FOLLOWING;
            ssrc = packetSsrc;
            return checkFollowing(from, packetSsrc);
        }
        ssrc = packetSsrc;
        ssrcKnown = true;
        return SourceVerdict.ACCEPTED;
    }

    private SourceVerdict checkLearning(InetSocketAddress from, int packetSsrc, long now) {
        if (from.equals(expected) || from.equals(former)) {
            lock(from, packetSsrc, true);
            return SourceVerdict.LEARNED;
        }
        if (trailing > 0 && from.equals(replaced)) {
            trailing--;
            return SourceVerdict.REFUSED;
        }
        boolean decided;
        boolean counted = true;
        if (named(from)) {
            decided = ++namedPackets == LEARNING_PACKETS;
        } else if (outsiders) {
            outsideSince = outsidePackets == 0 ? now : outsideSince;
            counted = outsidePackets < LEARNING_PACKETS;
            outsidePackets += counted ? 1 : 0;
            decided = outsidePackets == LEARNING_PACKETS && now - outsideSince >= PATIENCE;
        } else {
            return SourceVerdict.REFUSED;
        }
        int index = counted ? vote(from) : indexOf(from);
        InetSocketAddress leader = leader();
        boolean leads = index >= 0 && from.equals(leader);
        if (decided && leader != null) {
            lock(leader, packetSsrc, leads);
            return leads ? SourceVerdict.LEARNED : SourceVerdict.REFUSED;
        }
        return leads && counted ? SourceVerdict.ACCEPTED : SourceVerdict.REFUSED;
    }

    private SourceVerdict checkFollowing(InetSocketAddress from, int packetSsrc) {
        boolean here = from.equals(locked);
        if (!here && (packetSsrc != ssrc || !(outsiders || named(from) || lockedHost(from)))) {
            return SourceVerdict.REFUSED;
        }
        vote(from);
        InetSocketAddress leader = leader();
        boolean leads = from.equals(leader);
        if (++namedPackets < LEARNING_PACKETS || leader == null) {
            return leads ? SourceVerdict.ACCEPTED : SourceVerdict.REFUSED;
        }
        boolean moved = !leader.equals(locked);
        lock(leader, ssrc, true);
        return !leads ? SourceVerdict.REFUSED : moved ? SourceVerdict.LEARNED : SourceVerdict.ACCEPTED;
    }

    private boolean named(InetSocketAddress from) {
        InetAddress host = from.getAddress();
        return expected != null && host.equals(expected.getAddress()) || host.equals(hint);
    }

    private boolean lockedHost(InetSocketAddress from) {
        return locked != null && from.getAddress().equals(locked.getAddress());
    }

    private int vote(InetSocketAddress from) {
        int index = indexOf(from);
        if (index < 0) {
            index = candidateCount++;
            candidates[index] = from;
        }
        votes[index]++;
        return index;
    }

    private int indexOf(InetSocketAddress from) {
        for (int i = 0; i < candidateCount; i++) {
            if (from.equals(candidates[i])) {
                return i;
            }
        }
        return -1;
    }

    private @Nullable InetSocketAddress leader() {
        InetSocketAddress best = null;
        int bestRank = 0;
        for (int i = 0; i < candidateCount; i++) {
            InetSocketAddress candidate = candidates[i];
            if (candidate != null) {
                int rank = named(candidate) && state == State.LEARNING ? votes[i] + CANDIDATES : votes[i];
                if (rank > bestRank) {
                    bestRank = rank;
                    best = candidate;
                }
            }
        }
        return best;
    }

    private void lock(InetSocketAddress from, int itsSsrc, boolean known) {
        locked = from;
        ssrc = itsSsrc;
        ssrcKnown = known;
        former = null;
        replaced = null;
        state = State.LOCKED;
        clearVotes();
    }

    private void clearVotes() {
        for (int i = 0; i < candidateCount; i++) {
            candidates[i] = null;
            votes[i] = 0;
        }
        candidateCount = 0;
        namedPackets = 0;
        outsidePackets = 0;
    }

    /**
     * Whether {@code from} is the remote as far as is known, without learning from it: for RTCP that shares the port
     * with RTP, whose packets alone are learned from.
     */
    public boolean recognises(InetSocketAddress from) {
        if (state == State.TRUSTING) {
            return checked.test(from);
        }
        return locked != null ? from.equals(locked) : from.equals(expected);
    }

    /**
     * Where to send: the locked address; before that the former one or the one of the SDP. Empty when
     * closed, or when the SDP's is 0.0.0.0, port 0 or not resolved.
     */
    public Optional<InetSocketAddress> remote() {
        return Optional.ofNullable(remoteOrNull());
    }

    @Nullable InetSocketAddress remoteOrNull() {
        return locked != null ? locked : sendable ? expected : null;
    }

    /** Whether the remote is settled. */
    public boolean locked() {
        return state == State.LOCKED || state == State.FOLLOWING;
    }

    /** Packets refused so far. */
    public long refused() {
        return refused;
    }
}
