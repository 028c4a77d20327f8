package io.rvoip.engine.whip;

/** What became of the wish for a session. */
public sealed interface WhipOutcome {
    /**
     * There is one: the called side has answered, or speaks already.
     *
     * @param answer the session description for the client, with all our candidates
     */
    record Begun(WhipCall call, String answer) implements WhipOutcome {}

    /** There is none. */
    record Refused(WhipRefusal why) implements WhipOutcome {}
}
