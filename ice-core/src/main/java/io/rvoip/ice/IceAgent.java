package io.rvoip.ice;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The port to ICE (RFC 8445): finds a path between two hosts and keeps it. Implementations are sans-I/O or stand in
 * front of a library with threads of its own; either way they are confined to one loop as seen from here, take the time
 * (nanoseconds of {@link io.rvoip.common.Loop#now()}) with each input, and report to an {@link IceEvents}.
 *
 * <p>Order of calls: {@link #gather}, send {@link #credentials} and candidates to the other side by whatever
 * signalling, give its own to {@link #remote} and {@link #remoteCandidate}, {@link #start}. Candidates may come in
 * any number at any time until {@link #remoteCandidatesEnd} (RFC 8838); who does not trickle waits for {@link
 * IceEvents#gathered} before he signals, and calls {@link #remoteCandidatesEnd} with the last candidate.
 *
 * <p>Streams are counted from 0 in the order of the media lines, components from 1 (RTP, then RTCP). With BUNDLE
 * (RFC 9143) and rtcp-mux (RFC 5761) there is one stream with one component: {@link #drop} takes out what an answer
 * made superfluous.
 *
 * <p>{@link IceAgents} makes agents of our own, {@link io.rvoip.ice.ice4j.Ice4j} those of a library.
 */
public interface IceAgent extends AutoCloseable {
    IceState state();

    /** The role in force: that of {@link #start}, or the other one after a conflict (RFC 8445 §7.3.1.1). */
    IceRole role();

    /** Ours, for the description of this generation, the same for all streams; a restart changes them. */
    IceCredentials credentials();

    /** What media of this component goes over; empty before the first selection and after a failure. */
    Optional<IcePair> selected(int stream, int component);

    /**
     * Looks for local candidates; each is reported, then {@link IceEvents#gathered}.
     *
     * @param sockets what the caller has bound, best first within each component; at least one for each component
     * @throws IllegalStateException when not {@link IceState#NEW}
     */
    void gather(List<IceSocket> sockets, long now);

    /**
     * The other side's credentials for a stream. Other ones than before mean that it restarted (RFC 8839 §4.4.1.1):
     * the agent restarts too and gathers anew from the sockets it has, so that {@link #credentials} are ready for the
     * answer.
     */
    void remote(int stream, IceCredentials credentials, long now);

    /**
     * Several far ends may answer one and the same offer, as a forked INVITE has it, each with credentials and candidates of
     * its own: whatever is said of the other side from now on is about the far end of this fragment, and media goes there. One
     * that is new begins with our credentials and candidates as they are, and has to be {@linkplain #start started}; the
     * others go on beside it, 8 at most, until {@link #settled}. The first one that is named is the one there was without a
     * name.
     *
     * @param farEnd the user name fragment of its credentials
     * @return whether media went to another one before: what was reported of pairs was about that one, and those of this one
     *     have been reported again
     */
    boolean turnTo(String farEnd, long now);

    /** Only the far end that media goes to stays: checks with the others end. */
    void settled(long now);

    /** The other side is lite (RFC 8839 §5.3): a full agent controls; of two lite ones none checks. */
    void remoteIsLite(long now);

    /**
     * The time between two checks that the other side proposes: of both proposals the longer one counts (RFC 8445 §14.2), and
     * 1 s at most, so that nobody holds up a search. Before the start; a lite agent, which makes no checks, has no use for it.
     */
    void remotePace(Duration theirs);

    /** A candidate of the other side. Duplicates and more than the agent's limit are ignored. */
    void remoteCandidate(int stream, IceCandidate candidate, long now);

    /** The other side has no more candidates for any stream; only now can the checks fail early. */
    void remoteCandidatesEnd(long now);

    /** Starts the checks. A lite agent ignores the role: it is always controlled, unless both sides are lite. */
    void start(IceRole role, long now);

    /**
     * A component that is not needed: RTCP shares RTP's path, or the stream shares another's. Nothing is sent for it
     * any more, and a selection for it is no longer awaited.
     */
    void drop(int stream, int component, long now);

    /**
     * Begins again with fresh credentials (RFC 8445 §9), back in {@link IceState#NEW}; what was selected stays in use,
     * and is kept alive, until something new is.
     */
    void restart(long now);

    /**
     * A datagram that arrived on one of the agent's sockets and is STUN or, from a relay, ChannelData.
     *
     * @param datagram stays the caller's
     * @return false when it does not belong to this agent
     */
    boolean received(ByteBuf datagram, InetSocketAddress local, InetSocketAddress from, long now);

    /**
     * A frame that came over a connection to a relay.
     *
     * @param frame stays the caller's
     * @param from the server
     */
    void streamed(RelayStream stream, ByteBuf frame, InetSocketAddress from, long now);

    /** A connection to a relay cannot be had, or no longer. */
    void streamBroken(RelayStream stream, String why, long now);

    /**
     * A connection that was opened for this agent ({@link IceTransport#TCP_ACTIVE}) cannot be had, or no longer. A pair that has
     * not been selected fails with it; for one that has, a check opens another. Agents that open none have nothing to do.
     *
     * @param local the socket it was opened from
     * @param to the other end
     * @param why in a few words
     */
    default void connectionBroken(InetSocketAddress local, InetSocketAddress to, String why, long now) {}

    /**
     * Sends media over the selected pair, or the best valid one before (RFC 8445 §12.1). Takes ownership.
     *
     * @return false when there is no such pair, and nothing was sent
     */
    boolean send(int stream, int component, ByteBuf datagram, long now);

    /** When to call {@link #onDeadline}; {@link io.rvoip.common.Loop.Timer#NEVER} for never. */
    long nextDeadline();

    void onDeadline(long now);

    /** Ends all checks and consent, and gives relays back; reports nothing further. Idempotent. */
    @Override
    void close();
}
