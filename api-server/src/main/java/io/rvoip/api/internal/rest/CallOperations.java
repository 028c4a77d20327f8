package io.rvoip.api.internal.rest;

import io.rvoip.api.internal.http.Answer;
import io.rvoip.api.internal.http.ApiRequest;
import io.rvoip.api.internal.http.Handler;
import io.rvoip.api.internal.http.HttpProblem;
import io.rvoip.api.internal.json.EngineJson;
import io.rvoip.api.internal.json.Json;
import io.rvoip.api.internal.json.JsonException;
import io.rvoip.engine.CallInfo;
import io.rvoip.engine.EngineControl;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The operations on calls. */
public final class CallOperations {
    private final EngineControl engine;
    private final Duration patience;

    /** Over an engine; actions are waited for that long. */
    public CallOperations(EngineControl engine, Duration patience) {
        this.engine = engine;
        this.patience = patience;
    }

    /** By operationId. */
    public Map<String, Handler> handlers() {
        return Map.of("listCalls", this::list, "getCall", this::get, "hangup", this::hangup);
    }

    private CompletionStage<Answer> list(ApiRequest request) {
        Page<CallInfo> page = Page.of(engine.calls(), CallOperations::key, request.query());
        return CompletableFuture.completedFuture(Answer.json(200, page.json(EngineJson::call)));
    }

    private CompletionStage<Answer> get(ApiRequest request) {
        CallInfo call = engine.call(request.pathValue("id")).orElseThrow(() -> unknown().asException());
        return CompletableFuture.completedFuture(Answer.json(200, EngineJson.call(call)));
    }

    private CompletionStage<Answer> hangup(ApiRequest request) {
        refuseMembers(request.body());
        String id = request.pathValue("id");
        if (engine.call(id).isEmpty()) {
            throw unknown().asException();
        }
        Action action = new Action("hangup", id);
        return action.answer(engine.hangup(id), found -> found ? action.accepted("completed")
                : Answer.problem(unknown()), request, patience);
    }

    private static void refuseMembers(String body) {
        try {
            if (!body.isEmpty()) {
                Json.readObject(body).end();
            }
        } catch (JsonException refused) {
            throw HttpProblem.badRequest("body: " + refused.getMessage()).asException();
        }
    }

    private static HttpProblem unknown() {
        return HttpProblem.notFound("There is no such call, or it has ended.");
    }

    /** Oldest first; the id tells two of the same instant apart. */
    private static String key(CallInfo call) {
        Instant at = call.startedAt();
        return String.format("%020d%09d%s", at.getEpochSecond(), at.getNano(), call.id());
    }
}
