package io.rvoip.ice.internal;

import io.rvoip.ice.IceCandidate;
import io.rvoip.ice.IcePair;
import io.rvoip.ice.IceRole;
import io.rvoip.ice.IceTransport;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A pair under test (RFC 8445 §6.1.2). Its local candidate is one that is sent from, a host or a relay; reflexive ones
 * stand in {@link #valid} only.
 *
 * <table>
 *   <caption>Transitions</caption>
 *   <tr><th>state</th><th>thaw</th><th>check sent</th><th>success</th><th>failure</th><th>check received</th></tr>
 *   <tr><td>FROZEN</td><td>WAITING</td><td>IN_PROGRESS</td><td>-</td><td>-</td><td>WAITING, queued</td></tr>
 *   <tr><td>WAITING</td><td>-</td><td>IN_PROGRESS</td><td>-</td><td>-</td><td>WAITING, queued</td></tr>
 *   <tr><td>IN_PROGRESS</td><td>-</td><td>IN_PROGRESS</td><td>SUCCEEDED</td><td>FAILED</td><td>WAITING, queued</td></tr>
 *   <tr><td>SUCCEEDED</td><td>-</td><td>IN_PROGRESS, to nominate</td><td>SUCCEEDED</td><td>-</td><td>-</td></tr>
 *   <tr><td>FAILED</td><td>-</td><td>-</td><td>SUCCEEDED</td><td>FAILED</td><td>WAITING, queued</td></tr>
 * </table>
 *
 * <p>Success and failure outside IN_PROGRESS come from checks that were cancelled but are still answered.
 */
final class CheckPair {
    final IceCandidate local;
    State state = State.FROZEN;
    boolean queued;
    /** Its check had to be repeated, or is no longer: it holds back no other pair of its foundation. */
    boolean slow;
    /** Controlling: the next check nominates. */
    boolean nominating;
    /** Controlled: nominated as soon as it is valid. */
    boolean wanted;
    /** What the check found; null before, and after a failure. */
    @Nullable IcePair valid;
    /** Our fragment as its checks have it; null before the first one: that of our last description. */
    @Nullable String ours;
    /** Why the connection that it goes over could not be had, or ended last; null: it did not, or goes over none. */
    @Nullable String broken;
    /** When it last had another connection after it was selected. */
    long reopenedAt = Long.MIN_VALUE / 2;
    /** When the peer last showed that it is there, by a check or an answer. */
    long heardAt;

    private IceCandidate remote;
    private long priority;

    enum State {
        FROZEN,
        WAITING,
        IN_PROGRESS,
        SUCCEEDED,
        FAILED
    }

    CheckPair(IceCandidate local, IceCandidate remote, IceRole role) {
        this.local = local;
        this.remote = remote;
        prioritise(role);
    }

    IceCandidate remote() {
        return remote;
    }

    /** What was found by a check has now been named by the other side. */
    void name(IceCandidate named, IceRole role) {
        remote = named;
        prioritise(role);
    }

    long priority() {
        return priority;
    }

    /**
     * Whether it takes the place of one that was chosen before. Of two connections to the same port of ours with one priority
     * that is the later one: the far end, which keeps only what is chosen, has opened it anew (RFC 6544 §11.1).
     */
    boolean supersedes(CheckPair before) {
        boolean anew = local == before.local && local.transport() == IceTransport.TCP_PASSIVE && priority == before.priority;
        return anew || priority > before.priority;
    }

    int component() {
        return local.component();
    }

    String foundation() {
        return local.foundation() + ":" + remote.foundation();
    }

    boolean isOpen() {
        return state != State.SUCCEEDED && state != State.FAILED;
    }

    boolean isPath(InetSocketAddress base, InetSocketAddress to) {
        return remote.address().equals(to) && base.equals(local.base());
    }

    /** RFC 8445 §6.1.2.3. */
    void prioritise(IceRole role) {
        long g = role == IceRole.CONTROLLING ? local.priority() : remote.priority();
        long d = role == IceRole.CONTROLLING ? remote.priority() : local.priority();
        priority = (Math.min(g, d) << 32) + 2 * Math.max(g, d) + (g > d ? 1 : 0);
    }
}
