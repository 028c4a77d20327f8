package io.rvoip.session;

import io.rvoip.sip.SipResponse;

/** What became of a request. */
public sealed interface RequestOutcome {
    /** A final response; 401 and 407 when they could not be satisfied. */
    record Answered(SipResponse response) implements RequestOutcome {}

    /** No final response within 64*T1. */
    record Unanswered() implements RequestOutcome {}

    /** It could not be sent. */
    record Unreachable(String reason) implements RequestOutcome {}

    /** Whether anybody answered, whatever the answer. */
    default boolean answered() {
        return this instanceof Answered;
    }
}
