package io.rvoip.session;

import io.rvoip.sip.Q850;
import io.rvoip.sip.header.Reason;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;

/**
 * How a call ended: who, why, when.
 *
 * @param who which side ended it
 * @param cause why
 * @param status the SIP status that says it best, 100 to 699; 0 when there is none, as after a plain BYE
 * @param text one sentence for people: the reason phrase, or what the stack found
 * @param reasons values of the Reason header (RFC 3326) of the message that ended it, sent or received
 * @param at when, by the wall clock
 */
public record CallEnd(EndParty who, EndCause cause, int status, String text, List<Reason> reasons, Instant at) {
    public CallEnd {
        if (status != 0 && (status < 100 || status > 699)) {
            throw new IllegalArgumentException("status: " + status + " (expected: 0 or 100-699)");
        }
        reasons = List.copyOf(reasons);
    }

    /** An end without a Reason header. */
    public static CallEnd of(EndParty who, EndCause cause, int status, String text, Instant at) {
        return new CallEnd(who, cause, status, text, List.of(), at);
    }

    /** The same end with the Reason values of a message. */
    public CallEnd withReasons(List<Reason> values) {
        return new CallEnd(who, cause, status, text, values, at);
    }

    /** The cause of the telephone network in its reasons (Q.850, RFC 3326), 1-127; empty where none is named. */
    public OptionalInt q850() {
        return reasons.stream()
                .filter(reason -> reason.protocol().equalsIgnoreCase(Q850.PROTOCOL))
                .mapToInt(Reason::cause).filter(cause -> cause > 0 && cause <= Q850.HIGHEST).findFirst();
    }

    /** Whether the call had been answered and ended in the ordinary way. */
    public boolean ordinary() {
        return cause == EndCause.HANGUP;
    }
}
