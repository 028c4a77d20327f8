package io.rvoip.sip.trace;

import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.transport.Flow;
import java.time.Instant;

/**
 * One message on its way. Immutable; safe to keep.
 *
 * @param atNanos monotonic, on the scale of the loop that saw it; only differences mean anything
 * @param at the same by the wall clock
 * @param outgoing whether we sent it
 * @param flow the way it came or went
 * @param message as it was parsed or built; the top Via of a request that came in says where from
 */
public record TracedMessage(long atNanos, Instant at, boolean outgoing, Flow flow, SipMessage message) {
    private static final int OBJECTS = 400;

    /** The method, or status, reason and method, as in {@code 200 OK INVITE}; nothing in it moves the cursor of a terminal. */
    public String summary() {
        String what = message instanceof SipRequest request ? request.method().name()
                : ((SipResponse) message).status() + " " + ((SipResponse) message).reason() + " " + message.cseq().method().name();
        StringBuilder out = new StringBuilder(what.length());
        what.codePoints().forEach(c ->
                out.appendCodePoint(Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c));
        return out.toString();
    }

    /** What it takes of the budget: its bytes, and what the objects around them weigh. */
    int weight() {
        return message.encodedLength() + OBJECTS;
    }
}
