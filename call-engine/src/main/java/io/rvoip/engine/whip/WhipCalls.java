package io.rvoip.engine.whip;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Begins calls for clients without SIP. Thread-safe. */
public interface WhipCalls {
    /** How long the called side may ring. */
    Duration PATIENCE = Duration.ofSeconds(60);

    /** An attempt that can be given up. */
    interface Attempt {
        /** Completes within {@link #PATIENCE} and a few seconds, on any thread; never fails. */
        CompletionStage<WhipOutcome> outcome();

        /** Nobody wants the answer any more: the called side stops ringing, a session that has just begun ends. */
        void giveUp();
    }

    /** Calls somebody. */
    Attempt begin(WhipRequest request);
}
