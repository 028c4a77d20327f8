package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.builder.ApiServerConfig;
import io.rvoip.builder.SipStackConfig;
import io.rvoip.builder.VoipPlatform;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.crypto.LocalAuthority;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A certificate and a key that do not fit together, as an operator sees it: health and the event WebSocket. */
@Timeout(60)
class TlsAlarmTest {
    private static final String KEY = "Bearer secret-0123456789";

    @TempDir
    private Path dir;
    private String api;
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    @Test
    void whatIsRefusedIsToldAndHealthIsDegradedUntilFilesFitAgain() throws Exception {
        Certificates certificates = Certificates.in(dir);
        try (VoipPlatform office = VoipPlatform.builder("alarmed").withDomain("rvoip.test").withSecurityProfile(SecurityProfile.DEVELOPMENT)
                .withSipStack(SipStackConfig.custom().withListen("tls://127.0.0.1:0").withTls(certificates.forServer()))
                .withApiServer(ApiServerConfig.restAndWebsocket().withListen("http://127.0.0.1:0").withKey("ops", "secret-0123456789", "admin"))
                .build()) {
            office.start().toCompletableFuture().join();
            api = "127.0.0.1:" + office.apiAddress().orElseThrow().getPort();
            listen();
            assertThat(health()).startsWith("{\"status\":\"healthy\"").contains("\"name\":\"tls\"");
            Path key = certificates.server().key();
            byte[] good = Files.readAllBytes(key);
            LocalAuthority.Pair other = certificates.authority().issue(dir, "other", new LocalAuthority.Request("x"));
            Files.copy(other.key(), key, StandardCopyOption.REPLACE_EXISTING);
            office.reloadTls().toCompletableFuture().join();
            assertThat(next()).contains("\"type\":\"tls.reload_failed\"", "\"why\":\"key: ");
            assertThat(health()).startsWith("{\"status\":\"degraded\"").contains("new files are refused, the old ones stay in use: key: ");
            Files.write(key, good);
            office.reloadTls().toCompletableFuture().join();
            assertThat(next()).contains("\"type\":\"tls.reloaded\"", "\"notAfter\":\"");
            assertThat(health()).startsWith("{\"status\":\"healthy\"");
            assertThat(office.health().isHealthy()).isTrue();
        }
    }

    private String health() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + api + "/v1/system/health")).header("Authorization", KEY).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private void listen() throws Exception {
        WebSocket socket = HttpClient.newHttpClient().newWebSocketBuilder().subprotocols("rvoip.events.v1").header("Authorization", KEY)
            .buildAsync(URI.create("ws://" + api + "/v1/events"), new WebSocket.Listener() {
                @Override
                public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                    told.add(text.toString());
                    from.request(1);
                    return null;
                }
            }).join();
        assertThat(next()).contains("hello");
        socket.sendText("{\"subscribe\":[\"tls.*\"],\"resumeAfter\":0}", true).join();
    }

    private String next() throws InterruptedException {
        return String.valueOf(told.poll(10, TimeUnit.SECONDS));
    }
}
