package io.rvoip.session;

import io.rvoip.ice.IceFragment;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Candidates of one leg that come and go apart from its descriptions (RFC 8838). Whoever carries them, as INFO requests do
 * (RFC 8840) or HTTP (RFC 9725), says so before the first description; without anybody each description waits for all of
 * them. On the loop of the leg.
 */
public interface CandidateExchange {
    /** Tells there of more candidates of ours than our description has, all of them each time, and of their end. */
    void carriedBy(Consumer<IceFragment> carrier);

    /** Whether the far end takes candidates apart, by what it says beside its description; before that is answered or taken. */
    void peer(boolean takes);

    /** Whether our last description says that candidates may come apart, or there is none yet that could. */
    boolean apart();

    /** Whether our last description did not wait for all of them: its reader needs those that come apart. */
    boolean incomplete();

    /** Whether we know more by now than our last description said. */
    boolean news();

    /** Ours so far, of the last description that we sent; empty where the far end does not take them. */
    Optional<IceFragment> ours();

    /**
     * More candidates of the far end.
     *
     * @return false when they belong to no description that is agreed on: to one that may still come, or a former one
     */
    boolean theirs(IceFragment fragment);
}
