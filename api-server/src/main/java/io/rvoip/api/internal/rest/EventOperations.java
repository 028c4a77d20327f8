package io.rvoip.api.internal.rest;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.rvoip.api.internal.events.EventSockets;
import io.rvoip.api.internal.http.Answer;
import io.rvoip.api.internal.http.ApiRequest;
import io.rvoip.api.internal.http.Handler;
import io.rvoip.api.internal.http.HttpProblem;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The way from a request to a WebSocket of events: everything RFC 6455 §4.2.1 asks for is checked first. */
public final class EventOperations {
    private static final String WEBSOCKET = "websocket";
    private static final String VERSION = "13";
    private static final int KEY_OCTETS = 16;

    private final EventSockets sockets;

    /** Opens sockets there. */
    public EventOperations(EventSockets sockets) {
        this.sockets = sockets;
    }

    /** By operationId. */
    public Map<String, Handler> handlers() {
        return Map.of("events", this::open);
    }

    private CompletionStage<Answer> open(ApiRequest request) {
        check(request.headers());
        EventSockets.Place place = sockets.open(request.caller().name(), request.channel());
        if (place instanceof EventSockets.Place.Taken taken) {
            return CompletableFuture.completedFuture(new Answer.Upgrade(taken.socket()));
        }
        EventSockets.Refusal why = ((EventSockets.Place.Refused) place).why();
        throw problem(why).withHeaders(Map.of("Retry-After", "10")).asException();
    }

    private static HttpProblem problem(EventSockets.Refusal why) {
        return switch (why) {
            case STOPPING -> HttpProblem.of(503, "stopping", "The platform stops", "");
            case FULL -> HttpProblem.of(503, "sockets-full", "There is no place for another socket", "");
            case KEY_FULL -> HttpProblem.of(429, "sockets-of-key-full", "Too many sockets with this key", "");
        };
    }

    private static void check(HttpHeaders headers) {
        boolean upgrade = lists(headers, HttpHeaderNames.UPGRADE, WEBSOCKET)
                && lists(headers, HttpHeaderNames.CONNECTION, "upgrade");
        if (!upgrade) {
            throw HttpProblem.of(426, "upgrade-required", "This is a WebSocket", "")
                    .withHeaders(Map.of("Upgrade", WEBSOCKET, "Connection", "Upgrade")).asException();
        }
        if (!List.of(VERSION).equals(headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            throw HttpProblem.of(426, "websocket-version", "Another version of WebSocket is needed", "")
                    .withHeaders(Map.of("Upgrade", WEBSOCKET, "Sec-WebSocket-Version", VERSION)).asException();
        }
        if (!wellFormed(headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_KEY))) {
            throw HttpProblem.badRequest("Sec-WebSocket-Key: expected 16 octets in base 64.").asException();
        }
        if (!lists(headers, HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, EventSockets.PROTOCOL)) {
            throw HttpProblem.badRequest("Sec-WebSocket-Protocol: expected " + EventSockets.PROTOCOL + ".")
                    .asException();
        }
    }

    private static boolean lists(HttpHeaders headers, CharSequence name, String value) {
        return headers.containsValue(name, value, true);
    }

    private static boolean wellFormed(List<String> keys) {
        try {
            return keys.size() == 1 && Base64.getDecoder().decode(keys.get(0)).length == KEY_OCTETS;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }
}
