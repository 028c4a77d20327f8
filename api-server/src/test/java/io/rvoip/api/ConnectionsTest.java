package io.rvoip.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What one connection, and one source of connections, may cost. */
class ConnectionsTest {
    private static final String READY = "GET /v1/system/ready HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @Test
    void thatSayNothingAreClosed() throws IOException {
        try (ApiLab lab = quick(); Socket silent = lab.connect()) {
            assertEnds(silent);
            assertThat(refused(lab, "slow")).isEqualTo(1);
        }
    }

    @Test
    void thatTrickleAHeaderAreClosed() throws IOException {
        try (ApiLab lab = quick(); Socket slow = lab.connect()) {
            write(slow, "GET /v1/system/ready HTTP/1.1\r\nHost: loc");
            assertEnds(slow);
        }
    }

    @Test
    void thatTrickleABodyAreClosed() throws IOException {
        try (ApiLab lab = quick(); Socket slow = lab.connect()) {
            write(slow, "POST /v1/calls/c/actions/hangup HTTP/1.1\r\nHost: localhost\r\n"
                    + ApiLab.authorization(ApiLab.ADMIN) + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{");
            assertEnds(slow);
        }
    }

    @Test
    void thatDoNotReadTheirAnswerAreCutOff() throws IOException {
        try (ApiLab lab = new ApiLab(http(limits -> limits.withTimeouts(Duration.ofMillis(200), Duration.ofSeconds(60),
                Duration.ofMillis(200)))); Socket slow = new Socket()) {
            for (int i = 0; i < 500; i++) {
                lab.engine.add(Samples.registration("u" + i, "sip:" + "x".repeat(30_000) + "@192.0.2.7"));
            }
            slow.setReceiveBufferSize(4096);
            slow.connect(lab.server.address());
            write(slow, "GET /v1/registrations?limit=500 HTTP/1.1\r\nHost: localhost\r\n"
                    + ApiLab.authorization(ApiLab.ADMIN) + "\r\n\r\n");
            ApiLab.await(CompletableFuture.runAsync(() -> assertThat(refusedOnce(lab, "stalled")).isTrue()));
            ApiLab.await(lab.server.quiet());
        }
    }

    @Test
    void areKeptBetweenRequestsForAWhile() throws IOException {
        try (ApiLab lab = new ApiLab(http(limits -> limits.withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(1),
                Duration.ofSeconds(5)))); Socket idle = lab.connect()) {
            write(idle, READY);
            InputStream in = idle.getInputStream();
            assertThat(new String(in.readNBytes(12), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
            write(idle, READY);
            assertThat(ApiLab.readToEnd(in).split("HTTP/1.1 200", -1)).as("the second answer, then the end").hasSize(2);
            assertThat(refused(lab, "idle")).isEqualTo(1);
        }
    }

    @Test
    void carryManyRequestsInARow() throws IOException {
        try (ApiLab lab = new ApiLab(); Socket socket = lab.connect()) {
            write(socket, READY.repeat(4) + READY.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
            String answers = ApiLab.readToEnd(socket.getInputStream());
            assertThat(answers.split("HTTP/1.1 200", -1)).hasSize(6);
        }
    }

    @Test
    void thatPileRequestsUpAreClosed() throws IOException {
        try (ApiLab lab = new ApiLab(); Socket socket = lab.connect()) {
            lab.engine.add(Samples.call("c_1"));
            lab.engine.pending = new CompletableFuture<>();
            String hangup = "POST /v1/calls/c_1/actions/hangup HTTP/1.1\r\nHost: localhost\r\n"
                    + ApiLab.authorization(ApiLab.ADMIN) + "\r\nContent-Length: 0\r\n\r\n";
            write(socket, hangup + READY.repeat(20));
            assertEnds(socket);
            assertThat(refused(lab, "pipelined")).isEqualTo(1);
        }
    }

    @Test
    void areBoundedForASourceAndInAll() throws IOException {
        try (ApiLab lab = new ApiLab(http(limits -> limits.withConnections(3, 2)));
                Socket one = lab.connect(); Socket two = lab.connect()) {
            talk(one);
            talk(two);
            try (Socket three = lab.connect()) {
                assertEnds(three);
            }
            assertThat(refused(lab, "connections_of_source")).isEqualTo(1);
        }
        try (ApiLab lab = new ApiLab(http(limits -> limits.withConnections(1, 2))); Socket one = lab.connect()) {
            talk(one);
            try (Socket two = lab.connect()) {
                assertEnds(two);
            }
            assertThat(refused(lab, "connections")).isEqualTo(1);
        }
    }

    @Test
    void givenBackAreFreeAgain() throws IOException {
        try (ApiLab lab = new ApiLab(http(limits -> limits.withConnections(1, 1)))) {
            for (int i = 0; i < 3; i++) {
                assertThat(lab.rawGet("/v1/system/ready", "Host: localhost")).startsWith("HTTP/1.1 200");
                ApiLab.await(lab.server.quiet());
            }
        }
    }

    private static ApiLab quick() {
        return new ApiLab(http(limits -> limits.withTimeouts(Duration.ofMillis(200), Duration.ofSeconds(5),
                Duration.ofSeconds(5))));
    }

    private static UnaryOperator<ApiSettings> http(UnaryOperator<HttpLimits> change) {
        return settings -> settings.withHttp(change.apply(settings.http()));
    }

    private static void talk(Socket socket) throws IOException {
        write(socket, READY);
        assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The server ends it, by closing or by reset. */
    private static void assertEnds(Socket socket) throws IOException {
        try {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        } catch (java.net.SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }

    /** Waits until the counter moves; the caller bounds the wait. */
    private static boolean refusedOnce(ApiLab lab, String reason) {
        while (refused(lab, reason) == 0) {
            Thread.onSpinWait();
        }
        return true;
    }

    private static long refused(ApiLab lab, String reason) {
        return lab.metrics.counter("rvoip_api_refused_total", "reason", reason).value();
    }
}
