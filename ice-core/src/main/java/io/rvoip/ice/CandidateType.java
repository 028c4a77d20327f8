package io.rvoip.ice;

/** Where a candidate's address comes from (RFC 8445 §5.1.1), with its recommended type preference (§5.1.2.2). */
public enum CandidateType {
    HOST(126),
    PEER_REFLEXIVE(110),
    SERVER_REFLEXIVE(100),
    RELAYED(0);

    private final int preference;

    CandidateType(int preference) {
        this.preference = preference;
    }

    /** 0 (last) to 126. */
    public int preference() {
        return preference;
    }
}
