package io.rvoip.ice;

/** Which candidates are used (RFC 8828 calls such modes). */
public enum IcePolicy {
    /** All of them. */
    ALL,
    /**
     * Relayed ones only: no line of a description with ICE names an address of ours. Its default destination is a relay, which
     * lets in nobody who does not know ICE: an answer without is refused. An offer without is answered without, at our address.
     */
    RELAY
}
