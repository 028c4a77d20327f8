package io.rvoip.engine.call;

import io.rvoip.session.CallEnd;
import io.rvoip.sip.StatusCode;
import io.rvoip.sip.header.Reason;
import java.util.List;

/** Values of Reason (RFC 3326) that tell one side of a call what happened on the other. */
final class Reasons {
    /** To the phones that rang when another one answered, so that they list no missed call. */
    static final Reason ELSEWHERE = Reason.of("SIP", 200, "Call completed elsewhere");

    private Reasons() {}

    /** Why the caller's side is given up. */
    static Reason of(int status, String text) {
        return Reason.of("SIP", status, text);
    }

    /** What one side said, or in our words when it said nothing and did not just hang up. */
    static List<Reason> relayed(CallEnd end) {
        if (!end.reasons().isEmpty() || end.status() == 0) {
            return end.reasons();
        }
        return List.of(of(end.status(), StatusCode.phrase(end.status())));
    }
}
