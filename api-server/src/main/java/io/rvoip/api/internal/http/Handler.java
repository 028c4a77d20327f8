package io.rvoip.api.internal.http;

import java.util.concurrent.CompletionStage;

/** Does what an operation says. */
@FunctionalInterface
public interface Handler {
    /**
     * Called on the connection's loop; must not block. May throw what {@link HttpProblem#asException()} gives.
     *
     * @return completes with the answer, on any thread
     */
    CompletionStage<Answer> handle(ApiRequest request);
}
