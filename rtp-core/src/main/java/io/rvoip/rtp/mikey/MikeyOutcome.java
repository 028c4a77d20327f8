package io.rvoip.rtp.mikey;

/** What an exchange came to, seen from one side. */
public sealed interface MikeyOutcome {
    /**
     * Keys.
     *
     * @param bundle what both sides share from now on
     * @param answer what the far end has to be told; empty on the initiator's side
     */
    record Agreed(MikeyBundle bundle, Octets answer) implements MikeyOutcome {}

    /** None. */
    record Refused(MikeyProblem problem) implements MikeyOutcome {}
}
