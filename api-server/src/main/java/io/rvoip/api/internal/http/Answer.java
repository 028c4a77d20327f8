package io.rvoip.api.internal.http;

import io.rvoip.api.internal.events.EventSocket;
import io.rvoip.api.internal.json.Json;
import io.rvoip.api.internal.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What a handler says. */
public sealed interface Answer {
    /** The content type of JSON. */
    String JSON = "application/json";

    /** An object. */
    static Answer json(int status, JsonObject object) {
        return new Content(status, JSON, Json.bytes(object), Map.of());
    }

    /** A text. */
    static Answer text(String type, String text) {
        return new Content(200, type, text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    /** Done, and nothing to say. */
    static Answer nothing() {
        return new Content(204, "", new byte[0], Map.of());
    }

    /** A refusal. */
    static Answer problem(HttpProblem problem) {
        return new Content(problem.status(), "application/problem+json", problem.body(), problem.headers());
    }

    /**
     * A response.
     *
     * @param status of HTTP
     * @param type the content type; empty without content
     * @param body not to be changed
     * @param headers besides the usual ones
     */
    record Content(int status, String type, byte[] body, Map<String, String> headers) implements Answer {}

    /**
     * The connection becomes a WebSocket.
     *
     * @param socket takes over once the handshake is done
     */
    record Upgrade(EventSocket socket) implements Answer {}
}
