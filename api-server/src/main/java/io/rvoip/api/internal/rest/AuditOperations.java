package io.rvoip.api.internal.rest;

import io.rvoip.api.internal.http.Answer;
import io.rvoip.api.internal.http.ApiRequest;
import io.rvoip.api.internal.http.Handler;
import io.rvoip.api.internal.http.HttpProblem;
import io.rvoip.api.internal.json.JsonObject;
import io.rvoip.common.audit.AuditChain;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The operations on the audit log. */
public final class AuditOperations {
    private final Supplier<Optional<CompletionStage<AuditChain.Verdict>>> check;

    /** @param check reads the log, away from the loops; empty where there is none */
    public AuditOperations(Supplier<Optional<CompletionStage<AuditChain.Verdict>>> check) {
        this.check = check;
    }

    /** By operationId. */
    public Map<String, Handler> handlers() {
        return Map.of("verifyAudit", this::verify);
    }

    private CompletionStage<Answer> verify(ApiRequest request) {
        return check.get().orElseThrow(() -> HttpProblem.notFound("No audit log is written to a file.").asException())
                .thenApply(verdict -> Answer.json(200, json(verdict)));
    }

    private static JsonObject json(AuditChain.Verdict verdict) {
        return new JsonObject().put("whole", verdict.isWhole()).put("records", verdict.records()).put("last", verdict.last())
                .put("fault", verdict.fault());
    }
}
