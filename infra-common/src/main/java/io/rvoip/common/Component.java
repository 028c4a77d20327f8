package io.rvoip.common;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * A part of an application that is started and stopped in order with others, by a {@link Lifecycle}. Each method may
 * be called from any thread; start and stop are called at most once each, and never at the same time.
 */
public interface Component {
    /** A name unique among the components, as it appears in health and configuration: {@code sip}, {@code api}. */
    String id();

    /** The ids of the components that must run before this one starts, and until it has stopped. */
    default Set<String> requires() {
        return Set.of();
    }

    /**
     * Starts. When the stage completes, the component works. A start that fails leaves nothing behind: the component
     * has released what it had opened, and is not stopped.
     */
    CompletionStage<Void> start();

    /**
     * Stops taking new work at once, lets what is under way finish for up to {@code drain}, then ends the rest. The
     * stage completes when nothing is left.
     *
     * @param drain zero or more
     */
    CompletionStage<Void> stop(Duration drain);

    /** How it is now, as measured; cheap. */
    Health health();
}
