package io.rvoip.api.internal.rest;

import io.rvoip.api.internal.http.Answer;
import io.rvoip.api.internal.http.ApiRequest;
import io.rvoip.api.internal.http.Handler;
import io.rvoip.api.internal.http.HttpProblem;
import io.rvoip.api.internal.json.EngineJson;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.engine.EngineControl;
import io.rvoip.engine.RegistrationInfo;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The operations on registrations. */
public final class RegistrationOperations {
    private static final int LONGEST_KEY = 256;

    private final EngineControl engine;
    private final Duration patience;

    /** Over an engine; actions are waited for that long. */
    public RegistrationOperations(EngineControl engine, Duration patience) {
        this.engine = engine;
        this.patience = patience;
    }

    /** By operationId. */
    public Map<String, Handler> handlers() {
        return Map.of("listRegistrations", this::list, "removeRegistrations", this::remove);
    }

    private CompletionStage<Answer> list(ApiRequest request) {
        Page<RegistrationInfo> page =
                Page.of(engine.registrations(), RegistrationOperations::key, request.query());
        return CompletableFuture.completedFuture(Answer.json(200, page.json(EngineJson::registration)));
    }

    private CompletionStage<Answer> remove(ApiRequest request) {
        String aor = request.pathValue("aor");
        return new Action("unregister", aor).answer(engine.unregister(aor), found -> found ? Answer.nothing()
                : Answer.problem(HttpProblem.notFound("Nobody is registered there.")), request, patience);
    }

    private static String key(RegistrationInfo registration) {
        return bounded(registration.aor()) + '\0' + bounded(registration.contact());
    }

    /** A phone chooses its contact: a very long one must not make a cursor that no request line holds. */
    private static String bounded(String text) {
        if (text.length() <= LONGEST_KEY) {
            return text;
        }
        byte[] hash = CryptoProvider.jdk().digest("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return text.substring(0, LONGEST_KEY / 2) + HexFormat.of().formatHex(hash);
    }
}
