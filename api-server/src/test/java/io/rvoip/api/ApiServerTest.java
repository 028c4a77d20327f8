package io.rvoip.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.api.metrics.MicrometerMetrics;
import io.rvoip.common.Health;
import io.rvoip.common.transport.EventLoops;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Starting, stopping, and what happens to those who are connected. */
class ApiServerTest {
    @Test
    void listensOnThePortTheSystemChose() {
        try (ApiLab lab = new ApiLab()) {
            assertThat(lab.port()).isPositive();
            assertThat(lab.server.id()).isEqualTo("api");
            assertThat(lab.server.health()).isEqualTo(Health.healthy("api"));
        }
    }

    @Test
    void anAddressInUseFailsAndIsNamed() {
        try (ApiLab first = new ApiLab(); EventLoops loops = EventLoops.create("second", 1);
                MicrometerMetrics metrics = new MicrometerMetrics()) {
            InetSocketAddress taken = first.server.address();
            ApiServer second = new ApiServer(ApiLab.settings().withListen(taken), first.engine,
                    () -> Health.healthy("platform"), () -> true, metrics, loops);
            assertThatThrownBy(() -> ApiLab.await(second.start()))
                    .hasCauseInstanceOf(BindException.class)
                    .hasMessageContaining("http " + taken)
                    .hasMessageContaining("in use");
            assertThat(second.health().status()).isEqualTo(Health.Status.UNKNOWN);
            assertThatThrownBy(second::address).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void listensOnIpv6Too() throws IOException {
        InetSocketAddress ipv6 = new InetSocketAddress(InetAddress.getByName("::1"), 0);
        try (ApiLab lab = new ApiLab(settings -> settings.withListen(ipv6)); Socket socket = new Socket()) {
            socket.connect(lab.server.address());
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(("GET /v1/system/ready HTTP/1.1\r\nHost: [::1]:" + lab.port()
                    + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            assertThat(ApiLab.readToEnd(socket.getInputStream())).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void runsOnTheGivenLoopsOnly() {
        try (ApiLab lab = new ApiLab()) {
            lab.engine.add(Samples.call("c_1"));
            lab.send("POST", "/v1/calls/c_1/actions/hangup", ApiLab.ADMIN, "{}");
            lab.events(ApiLab.ADMIN).nextOf("hello");
            assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
                    .contains("api-test-0")
                    .noneMatch(name -> name.startsWith("reactor") || name.startsWith("parallel")
                            || name.matches("boundedElastic-[0-9].*"));
        }
    }

    @Test
    void stoppingLetsRequestsInFlightFinish() {
        try (ApiLab lab = new ApiLab()) {
            CompletableFuture<Boolean> engineWorks = new CompletableFuture<>();
            CompletableFuture<Void> asked = new CompletableFuture<>();
            lab.engine.add(Samples.call("c_1"));
            lab.engine.pending = new NotifyingStage(engineWorks, asked).stage();
            CompletableFuture<Integer> status = CompletableFuture.supplyAsync(
                    () -> lab.send("POST", "/v1/calls/c_1/actions/hangup", ApiLab.ADMIN, "").statusCode());
            ApiLab.await(asked);
            InetSocketAddress address = lab.server.address();
            CompletionStage<Void> stopped = lab.server.stop(Duration.ofSeconds(10));
            assertThat(status).isNotDone();
            engineWorks.complete(true);
            assertThat(ApiLab.await(status)).isEqualTo(202);
            ApiLab.await(stopped);
            assertThatThrownBy(() -> new Socket().connect(address)).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void stoppingIsBounded() throws IOException {
        try (ApiLab lab = new ApiLab(); Socket idle = lab.connect()) {
            lab.engine.add(Samples.call("c_1"));
            CompletableFuture<Void> asked = new CompletableFuture<>();
            lab.engine.pending = new NotifyingStage(new CompletableFuture<>(), asked).stage();
            idle.getOutputStream().write(("POST /v1/calls/c_1/actions/hangup HTTP/1.1\r\nHost: localhost\r\n"
                    + ApiLab.authorization(ApiLab.ADMIN) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            ApiLab.await(asked);
            ApiLab.await(lab.server.stop(Duration.ofMillis(100)));
            assertThatThrownBy(() -> {
                if (idle.getInputStream().read() < 0) {
                    throw new IOException("closed");
                }
            }).isInstanceOf(IOException.class);
        }
    }

    @Test
    void anActionThatTakesLongIsAnsweredAsPending() {
        try (ApiLab lab = new ApiLab(settings -> settings.withHttp(HttpLimits.standard()
                .withTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofMillis(50))))) {
            lab.engine.add(Samples.call("c_1"));
            lab.engine.pending = new CompletableFuture<>();
            assertThat(lab.send("POST", "/v1/calls/c_1/actions/hangup", ApiLab.ADMIN, "").body())
                    .contains("\"state\":\"pending\"");
            assertThat(lab.send("DELETE", "/v1/registrations/sip:a@b", ApiLab.ADMIN, "").statusCode()).isEqualTo(202);
        }
    }

    @Test
    void stoppingWhatDoesNotRunDoesNothing() {
        ApiLab lab = new ApiLab();
        lab.close();
        ApiLab.await(lab.server.stop(Duration.ZERO));
    }

    /** Tells when somebody waits for a stage. */
    private record NotifyingStage(CompletableFuture<Boolean> result, CompletableFuture<Void> asked) {
        CompletionStage<Boolean> stage() {
            return new CompletableFuture<>() {
                @Override
                public <U> CompletableFuture<U> thenApply(
                        java.util.function.Function<? super Boolean, ? extends U> change) {
                    asked.complete(null);
                    return result.thenApply(change);
                }
            };
        }
    }
}
