package io.rvoip.ice;

/** Whether candidates are told apart from descriptions, as they are found (RFC 8838). */
public enum IceTrickle {
    /** Never: each description waits until all of them are there. */
    OFF,
    /** Where the other side is known to take them; the first offer to somebody unknown has all of them (half trickle). */
    KNOWN,
    /** Also in the first offer, which waits for nothing and requires of the other side that it takes them (RFC 8840 §5.1). */
    ALWAYS
}
