package io.rvoip.session;

/** What came of a re-INVITE of ours. */
public sealed interface Modification {
    /** The far end agreed and the change is in force. */
    record Done() implements Modification {}

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
