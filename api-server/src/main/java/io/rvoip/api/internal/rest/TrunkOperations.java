package io.rvoip.api.internal.rest;

import io.rvoip.api.internal.http.Answer;
import io.rvoip.api.internal.http.ApiRequest;
import io.rvoip.api.internal.http.Handler;
import io.rvoip.api.internal.json.EngineJson;
import io.rvoip.engine.EngineControl;
import io.rvoip.engine.TrunkInfo;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The operations on trunks. */
public final class TrunkOperations {
    private final EngineControl engine;

    /** Over an engine. */
    public TrunkOperations(EngineControl engine) {
        this.engine = engine;
    }

    /** By operationId. */
    public Map<String, Handler> handlers() {
        return Map.of("listTrunks", this::list);
    }

    private CompletionStage<Answer> list(ApiRequest request) {
        Page<TrunkInfo> page = Page.of(engine.trunks(), TrunkInfo::name, request.query());
        return CompletableFuture.completedFuture(Answer.json(200, page.json(EngineJson::trunk)));
    }
}
