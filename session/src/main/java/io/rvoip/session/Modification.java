package io.rvoip.session;

import io.rvoip.sip.SipResponse;
import java.util.Optional;

/** What came of a re-INVITE of ours. */
public sealed interface Modification {
    /**
     * The far end agreed and the change is in force.
     *
     * @param response its 2xx
     */
    record Done(SipResponse response) implements Modification {
        /** Its answer. */
        public Optional<SdpBody> description() {
            return Bodies.description(response);
        }
    }

    /**
     * The far end refused; the call goes on as before (RFC 3261 §14.1).
     *
     * @param status of its response; 491 when both sides kept colliding; 500 when no offer could be made
     */
    record Refused(int status, String text) implements Modification {}

    /** The call ended before there was an outcome, or because of it. */
    record Ended(CallEnd end) implements Modification {}

    /** Whether the change is in force. */
    default boolean done() {
        return this instanceof Done;
    }
}
