package io.rvoip.api.internal.rest;

import io.netty.util.concurrent.ScheduledFuture;
import io.rvoip.api.internal.http.Answer;
import io.rvoip.api.internal.http.ApiRequest;
import io.rvoip.api.internal.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Something the engine is asked to do, waited for during a bounded time: what is not done by then is answered as
 * pending, and goes on.
 *
 * @param name as the contract has it
 * @param target what it is done to
 */
record Action(String name, String target) {
    CompletionStage<Answer> answer(CompletionStage<Boolean> done, Function<Boolean, Answer> result, ApiRequest request,
            Duration patience) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        ScheduledFuture<?> deadline = request.channel().eventLoop().schedule(() -> answer.complete(accepted("pending")),
                patience.toNanos(), TimeUnit.NANOSECONDS);
        done.thenApply(result).whenComplete((value, failure) -> {
            deadline.cancel(false);
            if (failure == null) {
                answer.complete(value);
            } else {
                answer.completeExceptionally(failure);
            }
        });
        return answer;
    }

    Answer accepted(String state) {
        return Answer.json(202, new JsonObject().put("action", name).put("target", target).put("state", state));
    }
}
