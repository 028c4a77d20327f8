package io.rvoip.engine.whip;

import io.rvoip.ice.IceFragment;

/** What became of a fragment that a client sent. */
public sealed interface WhipPatch {
    /** Its candidates are used from now on. */
    record Added() implements WhipPatch {}

    /**
     * ICE begins again.
     *
     * @param ours our credentials and candidates
     */
    record Restarted(IceFragment ours) implements WhipPatch {}

    /** Nothing has changed. */
    record Refused(WhipRefusal why) implements WhipPatch {}
}
