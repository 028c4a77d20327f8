package io.rvoip.api.internal.rest;

import io.rvoip.api.internal.http.Answer;
import io.rvoip.api.internal.http.ApiRequest;
import io.rvoip.api.internal.http.Handler;
import io.rvoip.api.internal.json.EngineJson;
import io.rvoip.api.internal.json.JsonObject;
import io.rvoip.api.metrics.MicrometerMetrics;
import io.rvoip.common.Health;
import io.rvoip.engine.EngineControl;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The operations on the platform itself. */
public final class SystemOperations {
    private final EngineControl engine;
    private final Supplier<Health> health;
    private final BooleanSupplier ready;
    private final MicrometerMetrics metrics;
    private final String contract;

    /**
     * Over a platform.
     *
     * @param contract the document as JSON
     */
    public SystemOperations(EngineControl engine, Supplier<Health> health, BooleanSupplier ready,
            MicrometerMetrics metrics, String contract) {
        this.engine = engine;
        this.health = health;
        this.ready = ready;
        this.metrics = metrics;
        this.contract = contract;
    }

    /** By operationId. */
    public Map<String, Handler> handlers() {
        return Map.of("health", this::health, "ready", this::ready,
                "metrics", request -> done(Answer.text(MicrometerMetrics.CONTENT_TYPE, metrics.scrape())),
                "contract", request -> done(Answer.text(Answer.JSON, contract)));
    }

    private CompletionStage<Answer> health(ApiRequest request) {
        Health now = health.get();
        JsonObject json = request.caller().full()
                ? EngineJson.health(now).put("counts", EngineJson.counts(engine.counts()))
                : EngineJson.verdict(now);
        return done(Answer.json(now.status() == Health.Status.UNHEALTHY ? 503 : 200, json));
    }

    private CompletionStage<Answer> ready(ApiRequest request) {
        boolean now = ready.getAsBoolean();
        return done(Answer.json(now ? 200 : 503, new JsonObject().put("ready", now)));
    }

    private static CompletionStage<Answer> done(Answer answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
