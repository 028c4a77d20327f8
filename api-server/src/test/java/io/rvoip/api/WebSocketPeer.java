package io.rvoip.api;

import io.rvoip.api.internal.json.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A reader of events. */
public final class WebSocketPeer implements WebSocket.Listener {
    private static final int PATIENCE = 10;

    private final BlockingQueue<Map<String, Object>> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final CompletableFuture<Void> pinged = new CompletableFuture<>();
    private volatile CompletableFuture<String> ponged = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private WebSocket socket;

    static WebSocketPeer connect(HttpClient client, int port, String secret) {
        WebSocketPeer peer = new WebSocketPeer();
        peer.socket = ApiLab.await(
                open(client, port, secret, builder -> builder.subprotocols("rvoip.events.v1"), peer));
        return peer;
    }

    static WebSocketPeer connectTls(HttpClient client, int port, String secret) {
        WebSocketPeer peer = new WebSocketPeer();
        peer.socket = ApiLab.await(open(client, "wss", port, secret, builder -> builder.subprotocols("rvoip.events.v1"), peer));
        return peer;
    }

    static CompletionStage<WebSocket> open(HttpClient client, int port, String secret,
            UnaryOperator<WebSocket.Builder> change, WebSocket.Listener listener) {
        return open(client, "ws", port, secret, change, listener);
    }

    private static CompletionStage<WebSocket> open(HttpClient client, String scheme, int port, String secret,
            UnaryOperator<WebSocket.Builder> change, WebSocket.Listener listener) {
        WebSocket.Builder builder = client.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(PATIENCE));
        if (!secret.isEmpty()) {
            builder.header("Authorization", "Bearer " + secret);
        }
        return change.apply(builder).buildAsync(URI.create(scheme + "://127.0.0.1:" + port + "/v1/events"), listener);
    }

    public WebSocketPeer say(String text) {
        ApiLab.await(socket.sendText(text, true));
        return this;
    }

    public WebSocket socket() {
        return socket;
    }

    /** The next message. */
    public Map<String, Object> next() {
        try {
            Map<String, Object> message = messages.poll(PATIENCE, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("no message came");
            }
            return message;
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    public String nextType() {
        return String.valueOf(next().get("type"));
    }

    public Map<String, Object> nextOf(String type) {
        Map<String, Object> message = next();
        if (!type.equals(message.get("type"))) {
            throw new AssertionError("expected " + type + ", but " + message);
        }
        return message;
    }

    public int pending() {
        return messages.size();
    }

    /** The code it was closed with; fails when it broke without one. */
    public int closeCode() {
        return ApiLab.await(closed);
    }

    public CompletableFuture<Integer> closed() {
        return closed;
    }

    public CompletableFuture<Void> pinged() {
        return pinged;
    }

    /** Pings, and returns what the answer says: the server has by then taken in all that was said before. */
    public String ping(String text) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        ponged = answer;
        ApiLab.await(socket.sendPing(StandardCharsets.UTF_8.encode(text)));
        return ApiLab.await(answer);
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            messages.add(Json.readTree(partial.toString()));
            partial.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onPing(WebSocket webSocket, ByteBuffer message) {
        pinged.complete(null);
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onPong(WebSocket webSocket, ByteBuffer message) {
        ponged.complete(StandardCharsets.UTF_8.decode(message).toString());
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.completeExceptionally(error);
    }
}
