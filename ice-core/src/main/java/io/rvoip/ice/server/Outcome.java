package io.rvoip.ice.server;

import io.rvoip.ice.stun.StunAttribute;
import java.util.List;

/**
 * What a request comes to.
 *
 * @param code 0 for success
 * @param why for the log
 * @param attributes of the answer
 * @param silent whether there is no answer, or none yet
 */
record Outcome(int code, String why, List<StunAttribute> attributes, boolean silent) {
    static final Outcome NONE = new Outcome(0, "", List.of(), true);

    static Outcome success(List<StunAttribute> attributes) {
        return new Outcome(0, "", attributes, false);
    }

    static Outcome refused(int code, String why) {
        return new Outcome(code, why, List.of(), false);
    }
}
