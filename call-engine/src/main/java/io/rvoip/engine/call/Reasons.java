package io.rvoip.engine.call;

import io.rvoip.session.CallEnd;
import io.rvoip.session.EndCause;
import io.rvoip.session.EndParty;
import io.rvoip.sip.Q850;
import io.rvoip.sip.StatusCode;
import io.rvoip.sip.header.Reason;
import java.util.ArrayList;
import java.util.List;

/** Values of Reason (RFC 3326) that tell one side of a call what happened on the other. */
final class Reasons {
    /** To the phones that rang when another one answered, so that they list no missed call. */
    static final Reason ELSEWHERE = Reason.of("SIP", 200, "Call completed elsewhere");

    /** So that a call with nothing to be heard can be told from a phone that is out; the record says more. */
    private static final String NO_WAY = "no media path";

    private Reasons() {}

    /** Why the caller's side is given up. */
    static Reason of(int status, String text) {
        return Reason.of("SIP", status, text);
    }

    /** Which of the caller's wishes for privacy cannot be fulfilled (RFC 3323 §5). */
    static Reason unmet(List<String> wishes) {
        return of(500, "Privacy not available: " + String.join(", ", wishes));
    }

    /**
     * What one side said, or in our words when it said nothing and did not just hang up. What we end ourselves has a cause
     * of the telephone network as well.
     */
    static List<Reason> relayed(CallEnd end) {
        List<Reason> reasons = new ArrayList<>(end.reasons());
        if (reasons.isEmpty() && end.status() != 0) {
            reasons.add(of(end.status(), end.cause() == EndCause.NO_MEDIA_PATH ? NO_WAY : StatusCode.phrase(end.status())));
        }
        if (end.who() != EndParty.REMOTE && end.q850().isEmpty()) {
            reasons.add(Q850.reason(end.status() == 0 ? Q850.NORMAL_CLEARING : Q850.cause(end.status())));
        }
        return reasons;
    }
}
