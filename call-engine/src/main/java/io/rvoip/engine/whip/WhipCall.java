package io.rvoip.engine.whip;

import io.rvoip.ice.IceFragment;
import java.util.concurrent.CompletionStage;

/** A session that goes on. Thread-safe; stages complete on any thread and never fail. */
public interface WhipCall {
    /**
     * The client has more candidates or, with other credentials than before, begins ICE anew (RFC 9725 §4.3). Media
     * descriptions are not changed by it.
     */
    CompletionStage<WhipPatch> patch(IceFragment fragment);

    /** Hangs up. */
    void end();

    /** Completes when the call is over, whoever ended it. */
    CompletionStage<Void> ended();
}
