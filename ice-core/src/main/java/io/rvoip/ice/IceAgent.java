package io.rvoip.ice;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/**
 * The port to ICE (RFC 8445): finds a path between two hosts and keeps it. Implementations are sans-I/O or stand in
 * front of a library with threads of its own; either way they are confined to one loop as seen from here, take the time
 * (nanoseconds of {@link io.rvoip.common.Loop#now()}) with each input, and report to an {@link IceEvents}.
 *
 * <p>Order of calls: {@link #gather}, send {@link #credentials} and candidates to the other side by whatever
 * signalling, give its own to {@link #remote} and {@link #remoteCandidate}, {@link #start}. Candidates may come in
 * any number at any time until {@link #remoteCandidatesEnd} (RFC 8838).
 */
public interface IceAgent extends AutoCloseable {
    IceState state();

    /** Ours, for the description of this generation; a restart changes them. */
    IceCredentials credentials();

    /** Looks for local candidates; each is reported, then {@link IceEvents#gathered}. */
    void gather(long now);

    /** The other side's credentials. New ones after {@link #start} mean that it restarted. */
    void remote(IceCredentials credentials, long now);

    /** A candidate of the other side. Duplicates and more than the agent's limit are ignored. */
    void remoteCandidate(IceCandidate candidate, long now);

    /** The other side has no more candidates; only now can the checks fail for good. */
    void remoteCandidatesEnd(long now);

    /** Starts the checks. */
    void start(IceRole role, long now);

    /** Begins again with fresh credentials (RFC 8445 §9); the selected pair stays in use until a new one is found. */
    void restart(long now);

    /**
     * A STUN datagram that arrived on the local address of a candidate.
     *
     * @param datagram stays the caller's
     * @return false when it does not belong to this agent
     */
    boolean received(ByteBuf datagram, InetSocketAddress local, InetSocketAddress from, long now);

    /** When to call {@link #onDeadline}; {@link io.rvoip.common.Loop.Timer#NEVER} for never. */
    long nextDeadline();

    void onDeadline(long now);

    /** Ends all checks and consent; reports nothing further. Idempotent. */
    @Override
    void close();
}
