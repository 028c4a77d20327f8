package io.rvoip.api.internal.rest;

import io.rvoip.api.TurnGrant;
import io.rvoip.api.internal.http.Answer;
import io.rvoip.api.internal.http.ApiRequest;
import io.rvoip.api.internal.http.Handler;
import io.rvoip.api.internal.http.HttpProblem;
import io.rvoip.api.internal.json.Json;
import io.rvoip.api.internal.json.JsonException;
import io.rvoip.api.internal.json.JsonObject;
import io.rvoip.api.internal.json.Members;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Credentials for the TURN server of the platform. */
public final class TurnOperations {
    private static final int LONGEST_USER = 100;

    private final Function<String, Optional<TurnGrant>> issuer;

    /** @param issuer makes them for a user; empty where there is no server, or none that knows such credentials */
    public TurnOperations(Function<String, Optional<TurnGrant>> issuer) {
        this.issuer = issuer;
    }

    /** By operationId. */
    public Map<String, Handler> handlers() {
        return Map.of("issueTurnCredentials", this::issue);
    }

    private CompletionStage<Answer> issue(ApiRequest request) {
        String user = request.caller().user() ? themselves(request) : user(request.body());
        TurnGrant grant = issuer.apply(user).orElseThrow(() ->
                HttpProblem.notFound("This platform has no TURN server with a secret.").asException());
        return CompletableFuture.completedFuture(Answer.json(200, new JsonObject().put("username", grant.username())
                .put("password", grant.password().reveal()).put("ttl", grant.life().toSeconds()).putTexts("uris", grant.uris())));
    }

    /** Users get them for themselves, and need not say so. */
    private static String themselves(ApiRequest request) {
        String name = request.caller().name();
        if (!request.body().isEmpty() && !user(request.body()).equals(name)) {
            throw HttpProblem.of(403, "forbidden", "Not for somebody else", "").asException();
        }
        return name;
    }

    private static String user(String body) {
        try {
            Members members = Json.readObject(body);
            String user = members.text("user", LONGEST_USER);
            members.end();
            return user;
        } catch (JsonException refused) {
            throw HttpProblem.badRequest("body: " + refused.getMessage()).asException();
        }
    }
}
