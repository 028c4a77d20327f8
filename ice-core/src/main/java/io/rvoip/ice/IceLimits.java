package io.rvoip.ice;

/**
 * Bounds of one agent's tables. What does not fit is left out, the least important first where there is a choice.
 *
 * @param localCandidates of each stream, 1-1000, 50 by default
 * @param remoteCandidates of each stream, 1-1000, 50 by default
 * @param peerReflexive of each stream and side, beyond the other candidates, 0-1000, 16 by default
 * @param pairs of all streams together, 1-1000, 100 by default (RFC 8445 §6.1.2.5)
 */
public record IceLimits(int localCandidates, int remoteCandidates, int peerReflexive, int pairs) {
    public static final IceLimits DEFAULT = new IceLimits(50, 50, 16, 100);

    private static final int MOST = 1_000;

    public IceLimits {
        require("localCandidates", localCandidates, 1);
        require("remoteCandidates", remoteCandidates, 1);
        require("peerReflexive", peerReflexive, 0);
        require("pairs", pairs, 1);
    }

    private static void require(String what, int value, int least) {
        if (value < least || value > MOST) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: " + least + "-" + MOST + ")");
        }
    }
}
