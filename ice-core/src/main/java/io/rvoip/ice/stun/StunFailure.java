package io.rvoip.ice.stun;

/**
 * Why a transaction with a STUN or TURN server came to nothing.
 *
 * @param kind what happened
 * @param code error code of the server, 0 without one
 * @param text one sentence for the log
 */
public record StunFailure(Kind kind, int code, String text) {
    /** The ways to fail. */
    public enum Kind {
        /** No answer to any request. */
        TIMEOUT,
        /** The server answered with an error. */
        REFUSED,
        /** The answer cannot be used. */
        BAD_ANSWER
    }
}
