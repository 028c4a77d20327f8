package io.rvoip.rtp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides whose plain RTP (or RTCP) is heard, and learns where a remote behind a NAT really is, so that nobody can
 * pour audio into a call or have it sent to him (RTP bleed). Confined to one loop; {@link #check} allocates nothing.
 *
 * <pre>
 * state     | input                                     | next      | answer
 * CLOSED    | any packet                                | CLOSED    | REFUSED
 * CLOSED    | expect                                    | LEARNING  | (STRICT: LOCKED on the SDP address)
 * LEARNING  | packet from the SDP or former address     | LOCKED    | LEARNED
 * LEARNING  | 1st to 4th packet of others               | LEARNING  | ACCEPTED for who leads, else REFUSED
 * LEARNING  | 5th packet                                | LOCKED    | LEARNED, or REFUSED when another one leads
 * LOCKED    | packet from the locked address            | LOCKED    | ACCEPTED
 * LOCKED    | the same with a new SSRC (SYMMETRIC)      | FOLLOWING | ACCEPTED
 * LOCKED    | packet from elsewhere                     | LOCKED    | REFUSED
 * FOLLOWING | packet of the new SSRC, any address       | as LEARNING, the locked address leads; it wins a draw
 * FOLLOWING | another SSRC from elsewhere               | FOLLOWING | REFUSED, not counted as one of the 5
 * any       | expect (re-INVITE), reopen (ICE restart)  | LEARNING  | (STRICT: LOCKED)
 * </pre>
 *
 * <p>Every packet met while learning is one of the five, whoever sent it. The lead goes to an address whose host the
 * SDP or the signalling named, then to who sent more, then to who came first.
 */
public final class SourceLatch {
    /** Packets after which learning ends. */
    public static final int LEARNING_PACKETS = 5;

    private static final int TRAILING_PACKETS = 25;

    private enum State { CLOSED, LEARNING, LOCKED, FOLLOWING }

    private final SourcePolicy policy;
    private final @Nullable InetSocketAddress[] candidates = new InetSocketAddress[LEARNING_PACKETS];
    private final int[] votes = new int[LEARNING_PACKETS];
    private State state = State.CLOSED;
    private int candidateCount;
    private int packets;
    private @Nullable InetSocketAddress expected;
    private @Nullable InetAddress hint;
    private @Nullable InetSocketAddress locked;
    private @Nullable InetSocketAddress former;
    private @Nullable InetSocketAddress replaced;
    private int trailing;
    private int ssrc;
    private boolean ssrcKnown;
    private long refused;

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
        hint = signalledFrom;
        reopen();
    }

    /** Reopens learning after an ICE restart, with the address of {@link #expect}. Without one it stays closed. */
    public void reopen() {
        if (expected == null) {
            return;
        }
        clearVotes();
        ssrcKnown = false;
        if (policy == SourcePolicy.STRICT) {
            locked = expected;
            state = State.LOCKED;
        } else {
            former = locked;
            state = State.LEARNING;
        }
    }

    /** The remote is gone, or its address is not known any more: nothing is accepted. */
    public void close() {
        clearVotes();
        state = State.CLOSED;
        expected = null;
        locked = null;
        former = null;
        replaced = null;
        ssrcKnown = false;
    }

    /** Judges a valid packet of {@code packetSsrc} that came from {@code from}. */
    public SourceVerdict check(InetSocketAddress from, int packetSsrc) {
        SourceVerdict verdict = switch (state) {
            case CLOSED -> SourceVerdict.REFUSED;
            case LOCKED -> checkLocked(from, packetSsrc);
            case LEARNING -> checkLearning(from, packetSsrc);
            case FOLLOWING -> packetSsrc == ssrc || from.equals(locked)
                    ? vote(from, packetSsrc)
                    : SourceVerdict.REFUSED;
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
        if (!ssrcKnown || policy == SourcePolicy.STRICT) {
            ssrc = packetSsrc;
            ssrcKnown = true;
        } else if (packetSsrc != ssrc) {
            ssrc = packetSsrc;
            clearVotes();
            state = State.FOLLOWING;
            return vote(from, packetSsrc);
        }
        return SourceVerdict.ACCEPTED;
    }

    private SourceVerdict checkLearning(InetSocketAddress from, int packetSsrc) {
        if (from.equals(expected) || from.equals(former)) {
            lock(from);
            ssrc = packetSsrc;
            ssrcKnown = true;
            return SourceVerdict.LEARNED;
        }
        if (trailing > 0 && from.equals(replaced)) {
            trailing--;
            return SourceVerdict.REFUSED;
        }
        return vote(from, packetSsrc);
    }

    private SourceVerdict vote(InetSocketAddress from, int packetSsrc) {
        int index = indexOf(from);
        votes[index]++;
        packets++;
        int leader = leader();
        boolean ours = index == leader;
        InetSocketAddress winner = candidates[leader];
        if (packets < LEARNING_PACKETS || winner == null) {
            return ours ? SourceVerdict.ACCEPTED : SourceVerdict.REFUSED;
        }
        if (state == State.LEARNING) {
            ssrc = packetSsrc;
            ssrcKnown = ours;
        }
        boolean moved = !winner.equals(locked);
        lock(winner);
        return !ours ? SourceVerdict.REFUSED : moved ? SourceVerdict.LEARNED : SourceVerdict.ACCEPTED;
    }

    private int indexOf(InetSocketAddress from) {
        for (int i = 0; i < candidateCount; i++) {
            if (from.equals(candidates[i])) {
                return i;
            }
        }
        candidates[candidateCount] = from;
        return candidateCount++;
    }

    private int leader() {
        int best = 0;
        for (int i = 1; i < candidateCount; i++) {
            if (rank(i) > rank(best)) {
                best = i;
            }
        }
        return best;
    }

    private int rank(int index) {
        InetSocketAddress candidate = candidates[index];
        if (candidate == null) {
            return -1;
        }
        InetAddress host = candidate.getAddress();
        boolean named = expected != null && host.equals(expected.getAddress()) || host.equals(hint);
        return named ? votes[index] + LEARNING_PACKETS : votes[index];
    }

    private void lock(InetSocketAddress from) {
        locked = from;
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
        packets = 0;
    }

    /**
     * Whether {@code from} is the remote as far as is known, without learning from it: for RTCP that shares the port
     * with RTP, whose packets alone are learned from.
     */
    public boolean recognises(InetSocketAddress from) {
        return locked != null ? from.equals(locked) : from.equals(expected);
    }

    /** Where to send: the locked address; before that the former one or the one of the SDP; empty when closed. */
    public Optional<InetSocketAddress> remote() {
        return Optional.ofNullable(remoteOrNull());
    }

    @Nullable InetSocketAddress remoteOrNull() {
        return locked != null ? locked : expected;
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
