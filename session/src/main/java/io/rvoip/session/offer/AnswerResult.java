package io.rvoip.session.offer;

import io.rvoip.sip.sdp.SessionDescription;

/** The outcome of answering an offer. */
public sealed interface AnswerResult {
    /**
     * An answer was made and is in force.
     *
     * @param answer to send
     */
    record Accepted(SessionDescription answer) implements AnswerResult {}

    /** Nothing in the offer can be used; nothing has changed. */
    record Refused(Refusal refusal) implements AnswerResult {}
}
