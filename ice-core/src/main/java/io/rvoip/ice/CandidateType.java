package io.rvoip.ice;

import java.util.Arrays;
import java.util.Optional;

/** Where a candidate's address comes from (RFC 8445 §5.1.1), with its recommended type preference (§5.1.2.2). */
public enum CandidateType {
    HOST(126, "host"),
    PEER_REFLEXIVE(110, "prflx"),
    SERVER_REFLEXIVE(100, "srflx"),
    RELAYED(0, "relay");

    private final int preference;
    private final String token;

    CandidateType(int preference, String token) {
        this.preference = preference;
        this.token = token;
    }

    /** As candidate lines have it (RFC 8839 §5.1). */
    public String token() {
        return token;
    }

    /** The type with this token, in any case. */
    static Optional<CandidateType> of(String token) {
        return Arrays.stream(values()).filter(type -> type.token.equalsIgnoreCase(token)).findFirst();
    }

    /** 0 (last) to 126. */
    public int preference() {
        return preference;
    }
}
