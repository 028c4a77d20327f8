package io.rvoip.ice;

/**
 * Why a stream has no path.
 *
 * @param reason what happened
 * @param text one sentence for the log
 */
public record IceFailure(Reason reason, String text) {
    /** The ways to fail. */
    public enum Reason {
        /** Nothing of our own to send from: no socket of any use, or relays only and no relay. */
        NO_LOCAL_CANDIDATE,
        /** The other side named no candidate, and no check came from it. */
        NO_REMOTE_CANDIDATE,
        /** Candidates on both sides, but no two of the same component and address family. */
        NO_PAIR,
        /** No pair got an answer. */
        CHECKS_FAILED,
        /** Pairs work, but the other side, which controls, chose none in time (RFC 8445 §8.1.1). */
        NOT_NOMINATED,
        /** The other side no longer answers on the selected pair (RFC 7675 §5.1). */
        CONSENT_LOST,
        /** Without ICE, on a port that legs share: the description names a source that another leg has. */
        SOURCE_TAKEN,
        /** The library that was chosen broke, or cannot do what this call needs. */
        LIBRARY
    }
}
