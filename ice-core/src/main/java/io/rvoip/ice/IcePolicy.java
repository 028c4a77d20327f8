package io.rvoip.ice;

/** Which candidates are used (RFC 8828 calls such modes). */
public enum IcePolicy {
    /** All of them. */
    ALL,
    /** Relayed ones only: the other side learns no address of ours. */
    RELAY
}
