package io.rvoip.engine.call;

import io.rvoip.session.InviteRequest;
import io.rvoip.sip.SipRequest;

/**
 * Keeps calls from going round in circles. Every INVITE we send carries a mark that only this platform knows; one that
 * comes back with it, on whatever way, is refused with 482, before anybody is asked for credentials. A party on the way
 * that writes new headers takes the mark off: then Max-Forwards, which we count down, ends the circle with 483, and
 * Max-Breadth (RFC 5393 §5), which the phones rung at once share, keeps it thin.
 */
public final class LoopMark {
    private static final String HEADER = "RVOIP-Loop";
    private static final String BREADTH = "Max-Breadth";

    private LoopMark() {}

    /** Whether the request is one of ours that came back. */
    public static boolean isOn(SipRequest request, String mark) {
        return request.raw(HEADER).filter(mark::equals).isPresent();
    }

    static InviteRequest put(InviteRequest request, String mark, int breadth) {
        return request.withHeader(HEADER, mark).withHeader(BREADTH, Integer.toString(breadth));
    }

    /** How many places the call may still come to, at most {@code limit}. */
    static int breadth(SipRequest request, int limit) {
        return request.raw(BREADTH)
                .map(String::strip)
                .filter(text -> text.matches("[0-9]{1,4}"))
                .map(text -> Math.min(limit, Integer.parseInt(text)))
                .orElse(limit);
    }
}
