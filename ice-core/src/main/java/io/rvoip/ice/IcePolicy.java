package io.rvoip.ice;

/** Which candidates are used (RFC 8828 calls such modes). */
public enum IcePolicy {
    /** All of them. */
    ALL,
    /** Relayed ones only: no candidate names an address of ours. The rest of a description does. */
    RELAY
}
