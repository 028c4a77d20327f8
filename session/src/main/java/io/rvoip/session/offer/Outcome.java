package io.rvoip.session.offer;

/** What became of a description of the far end. */
public sealed interface Outcome {
    /**
     * It is in force.
     *
     * @param next the negotiation from now on
     */
    record Agreed(Negotiation next) implements Outcome {}

    /** It cannot be used, and nothing has changed. */
    record Refused(Refusal refusal) implements Outcome {}
}
