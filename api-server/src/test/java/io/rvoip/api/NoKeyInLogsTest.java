package io.rvoip.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** With every logger of every library at its loudest. */
class NoKeyInLogsTest {
    private static final String WRONG = "almost-the-right-secret-9876";

    @Test
    void whateverIsSent() throws IOException {
        CapturingLogs.record();
        try (ApiLab lab = new ApiLab()) {
            useEverything(lab);
            abuse(lab);
        }
        String log = CapturingLogs.stop();
        assertThat(log).as("the log was on").contains("io.rvoip.api.ApiServer API listens", "reactor.netty",
                "Wrong API credentials from 127.0.0.1", "\"who\":\"ops\",\"from\":\"127.0.0.1\",\"what\":\"hangup c_1\",\"result\":\"202\"", "API operation hangup failed");
        assertThat(log).doesNotContain(ApiLab.ADMIN, WRONG, "secret-of-", "Bearer");
    }

    private static void useEverything(ApiLab lab) {
        lab.engine.add(Samples.call("c_1"));
        lab.get("/v1/calls", ApiLab.ADMIN);
        lab.get("/v1/calls", ApiLab.secretOf(Scope.METRICS_READ));
        lab.send("POST", "/v1/calls/c_1/actions/hangup", ApiLab.ADMIN, "{}");
        WebSocketPeer peer = lab.events(ApiLab.ADMIN);
        peer.nextOf("hello");
        ApiLab.await(peer.socket().sendClose(1000, ""));
        peer.closeCode();
    }

    private static void abuse(ApiLab lab) throws IOException {
        String right = ApiLab.authorization(ApiLab.ADMIN);
        lab.get("/v1/calls", WRONG);
        lab.rawGet("/v1/calls?access_token=" + ApiLab.ADMIN, "Host: localhost");
        lab.rawGet("/v1/calls?other=" + ApiLab.ADMIN, "Host: localhost", right);
        lab.rawGet("/v1/%zz" + ApiLab.ADMIN, "Host: localhost", right);
        lab.rawGet("/v1/calls", "Host: evil.example", right);
        lab.rawGet("/v1/calls", "Host: localhost", right, right);
        lab.rawGet("/v1/calls", "Host: localhost", "Authorization: Basic " + ApiLab.ADMIN);
        lab.rawGet("/v1/calls", "Host: localhost", right, "X-Long: " + "x".repeat(20_000));
        lab.rawGet("/v1/calls", "Host: localhost", right, "Bad Name: " + ApiLab.ADMIN);
        lab.raw("GET /v1/calls HTTP/9.9\r\nHost: localhost\r\n" + right + "\r\n\r\n");
        lab.raw(ApiLab.ADMIN + "\r\n\r\n");
        lab.raw("POST /v1/calls/c/actions/hangup HTTP/1.1\r\nHost: localhost\r\n" + right
                + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + ApiLab.ADMIN + "\r\n\r\n");
        lab.engine.add(Samples.call("c_2"));
        lab.engine.pending = CompletableFuture.failedFuture(new IllegalStateException("broken"));
        lab.send("POST", "/v1/calls/c_2/actions/hangup", ApiLab.ADMIN, "");
        try (RawWebSocket raw = new RawWebSocket(lab.connect(), ApiLab.ADMIN)) {
            raw.unmasked(ApiLab.ADMIN);
            raw.closeCode();
        }
    }
}
