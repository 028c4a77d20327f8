package io.rvoip.session.offer;

import io.rvoip.sip.sdp.RtpMap;

/** The number to ask for first. */
final class UsualPayloadTypes {
    private static final int LAST_STATIC = 34;
    private static final int FIRST_DYNAMIC = 96;

    /** Not assigned by anyone, but so usual that some gateways know no other. */
    private static final int USUAL_EVENT = 101;

    private UsualPayloadTypes() {}

    static int of(AudioFormat format) {
        for (int number = 0; number <= LAST_STATIC; number++) {
            if (RtpMap.ofStatic(number).filter(format::matches).isPresent()) {
                return number;
            }
        }
        return format.equals(AudioLine.event(8_000)) ? USUAL_EVENT : FIRST_DYNAMIC;
    }
}
