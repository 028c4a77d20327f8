package io.rvoip.ice.stun;

/** What came of parsing a datagram. */
public sealed interface StunResult {
    /** A well-formed message; it may still carry unknown attributes, see {@link StunMessage#unknownRequired()}. */
    record Parsed(StunMessage message) implements StunResult {}

    /** Not a message: to be dropped in silence, or given to another protocol (RFC 8489 §6.3). */
    record Refused(StunProblem problem) implements StunResult {}
}
