package io.rvoip.ice.stun;

/**
 * Why bytes are not a STUN message we can use.
 *
 * @param reason one sentence
 * @param offset where, in bytes from the start of the datagram
 */
public record StunProblem(String reason, int offset) {}
