package io.rvoip.api;

import io.rvoip.api.metrics.MicrometerMetrics;
import io.rvoip.common.Health;
import io.rvoip.common.Secret;
import io.rvoip.common.transport.EventLoops;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A server on loopback over a fake engine, and ways to talk to it. Everything it waits for is bounded. */
public final class ApiLab implements AutoCloseable {
    public static final String ADMIN = "admin-secret-0123456789";
    private static final int PATIENCE = 10;

    public final FakeEngine engine;
    public final MicrometerMetrics metrics = new MicrometerMetrics();
    public final EventLoops loops = EventLoops.create("api-test", 1);
    public final ApiServer server;
    public volatile boolean ready = true;
    public volatile Health health = Health.of("platform", List.of(Health.healthy("sip"), Health.healthy("media")));
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(PATIENCE)).build();

    public ApiLab() {
        this(new FakeEngine(), settings -> settings);
    }

    public ApiLab(UnaryOperator<ApiSettings> change) {
        this(new FakeEngine(), change);
    }

    public ApiLab(FakeEngine engine, UnaryOperator<ApiSettings> change) {
        this(engine, change, server -> server);
    }

    public ApiLab(UnaryOperator<ApiSettings> change, UnaryOperator<ApiServer> more) {
        this(new FakeEngine(), change, more);
    }

    private ApiLab(FakeEngine engine, UnaryOperator<ApiSettings> change, UnaryOperator<ApiServer> more) {
        this.engine = engine;
        server = more.apply(new ApiServer(change.apply(settings()), engine, () -> health, () -> ready, metrics, loops));
        await(server.start());
    }

    /** Loopback, any port, a key for each scope named like it, and one for all. */
    public static ApiSettings settings() {
        List<ApiKey> keys = new ArrayList<>();
        keys.add(ApiKey.of("ops", Secret.of(ADMIN), EnumSet.of(Scope.ADMIN)));
        for (Scope scope : EnumSet.complementOf(EnumSet.of(Scope.ADMIN))) {
            keys.add(ApiKey.of(scope.id(), Secret.of(secretOf(scope)), EnumSet.of(scope)));
        }
        return ApiSettings.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).withKeys(keys);
    }

    public static String secretOf(Scope scope) {
        return scope == Scope.ADMIN ? ADMIN : "secret-of-" + scope.id().replace(':', '-');
    }

    public static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(PATIENCE, TimeUnit.SECONDS).join();
    }

    public int port() {
        return server.address().getPort();
    }

    public HttpResponse<String> get(String path, String secret) {
        return send("GET", path, secret, "");
    }

    public HttpResponse<String> send(String method, String path, String secret, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(PATIENCE))
                .method(method, body.isEmpty() ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (!secret.isEmpty()) {
            request.header("Authorization", "Bearer " + secret);
        }
        return await(client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString()));
    }

    /** A request with these fields, name before value. */
    public HttpResponse<String> ask(String method, String path, String body, String... fields) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(PATIENCE)).headers(fields)
                .method(method, body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body)).build();
        return await(client.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
    }

    /** What there is in the form a reader wants; octets as characters. */
    public HttpResponse<String> accept(String path, String secret, String accept) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(PATIENCE)).header("Authorization", "Bearer " + secret).header("Accept", accept).build();
        return await(client.sendAsync(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1)));
    }

    /** A WebSocket with the right sub-protocol. */
    public WebSocketPeer events(String secret) {
        return WebSocketPeer.connect(client, port(), secret);
    }

    /** The refusal of an upgrade: its status. */
    public int upgradeRefusal(String secret, UnaryOperator<WebSocket.Builder> change) {
        CompletableFuture<Integer> status = new CompletableFuture<>();
        WebSocketPeer.open(client, port(), secret, change, new WebSocket.Listener() { }).whenComplete((socket, failure) -> {
            Throwable cause = failure == null ? null : failure.getCause() == null ? failure : failure.getCause();
            if (cause instanceof java.net.http.WebSocketHandshakeException refused) {
                status.complete(refused.getResponse().statusCode());
            } else {
                status.completeExceptionally(new AssertionError("not refused: " + failure));
            }
        });
        return await(status);
    }

    /** Sends octets as they are and reads until the server closes, or one response when {@code whole} is false. */
    public String raw(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return readToEnd(socket.getInputStream());
        }
    }

    /** A GET with these header lines, closing afterwards. */
    public String rawGet(String target, String... headers) throws IOException {
        return raw("GET " + target + " HTTP/1.1\r\nConnection: close\r\n" + lines(headers) + "\r\n");
    }

    public Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()), PATIENCE * 1000);
        socket.setSoTimeout(PATIENCE * 1000);
        return socket;
    }

    public static String readToEnd(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    public static String lines(String... headers) {
        StringBuilder lines = new StringBuilder();
        for (String header : headers) {
            lines.append(header).append("\r\n");
        }
        return lines.toString();
    }

    public static String authorization(String secret) {
        return "Authorization: Bearer " + secret;
    }

    @Override
    public void close() {
        await(server.stop(Duration.ofSeconds(1)));
        loops.close();
        metrics.close();
    }
}
