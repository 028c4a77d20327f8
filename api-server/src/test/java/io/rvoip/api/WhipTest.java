package io.rvoip.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Secret;
import io.rvoip.engine.whip.WhipCall;
import io.rvoip.engine.whip.WhipCalls;
import io.rvoip.engine.whip.WhipOutcome;
import io.rvoip.engine.whip.WhipPatch;
import io.rvoip.engine.whip.WhipRefusal;
import io.rvoip.engine.whip.WhipRequest;
import io.rvoip.engine.whip.WhipWay;
import io.rvoip.ice.IceCredentials;
import io.rvoip.ice.IceFragment;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** WebRTC-HTTP as clients see it: every status of RFC 9725, over calls that are what a test says. */
class WhipTest {
    private static final String PAGE = "https://studio.example.com";
    private static final String OTHER = "other-secret-0123456789";
    private static final String FRAGMENT = "a=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\n";
    private static final IceCredentials OURS = new IceCredentials("289b31b7", "0b66f472495ef0ccac7bda653ab6");

    private final Calls calls = new Calls();
    private final ApiLab lab = new ApiLab(settings -> settings.withOrigins(Set.of(PAGE)).withKeys(List.of(
            ApiKey.of("studio", Secret.of(ApiLab.ADMIN), EnumSet.of(Scope.WHIP)),
            ApiKey.of("other", Secret.of(OTHER), EnumSet.of(Scope.WHIP)))),
            server -> server.withTurn(user -> Optional.of(new TurnGrant("1700000000:" + user, Secret.of("a\"b"), Duration.ofHours(1),
                    List.of("stun:192.0.2.1:3478", "turn:192.0.2.1:3478?transport=udp")))));

    WhipTest() {
        lab.engine.whip = Optional.of(calls);
    }

    @AfterEach
    void close() {
        lab.close();
    }

    /** One call at a time, that ends as the test says. */
    private static final class Calls implements WhipCalls, WhipCalls.Attempt, WhipCall {
        final CompletableFuture<WhipRequest> asked = new CompletableFuture<>();
        final CompletableFuture<Void> givenUp = new CompletableFuture<>();
        final CompletableFuture<Void> ended = new CompletableFuture<>();
        volatile CompletionStage<WhipOutcome> outcome =
                CompletableFuture.completedStage(new WhipOutcome.Begun(this, "v=0\r\nthe answer"));
        volatile WhipPatch patch = new WhipPatch.Added();
        volatile IceFragment patched;

        @Override
        public Attempt begin(WhipRequest request) {
            asked.complete(request);
            return this;
        }

        @Override
        public CompletionStage<WhipOutcome> outcome() {
            return outcome;
        }

        @Override
        public void giveUp() {
            givenUp.complete(null);
        }

        @Override
        public CompletionStage<WhipPatch> patch(IceFragment fragment) {
            patched = fragment;
            return CompletableFuture.completedStage(patch);
        }

        @Override
        public void end() {
            ended.complete(null);
        }

        @Override
        public CompletionStage<Void> ended() {
            return ended;
        }
    }

    private HttpResponse<String> post(String path, String... more) {
        return ask("POST", path, "v=0\r\nthe offer", "application/sdp", ApiLab.ADMIN, more);
    }

    private HttpResponse<String> patch(String path, String... more) {
        return ask("PATCH", path, FRAGMENT, IceFragment.CONTENT_TYPE, ApiLab.ADMIN, more);
    }

    private HttpResponse<String> ask(String method, String path, String body, String type, String secret, String... more) {
        String[] fields = new String[more.length + 4];
        System.arraycopy(more, 0, fields, 0, more.length);
        fields[more.length] = "Content-Type";
        fields[more.length + 1] = type;
        fields[more.length + 2] = "Authorization";
        fields[more.length + 3] = "Bearer " + secret;
        return lab.ask(method, path, body, fields);
    }

    private static String field(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @ParameterizedTest
    @CsvSource({"whip, PUBLISH", "whep, PLAY"})
    void aSessionBeginsAndEnds(String name, WhipWay way) {
        HttpResponse<String> created = post("/v1/" + name + "/%2B14155550100");
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.body()).isEqualTo("v=0\r\nthe answer");
        assertThat(field(created, "Content-Type")).isEqualTo("application/sdp");
        assertThat(field(created, "ETag")).matches("\"[A-Za-z0-9]+\"");
        assertThat(field(created, "Link")).isEqualTo("<stun:192.0.2.1:3478>; rel=\"ice-server\", "
                + "<turn:192.0.2.1:3478?transport=udp>; rel=\"ice-server\"; username=\"1700000000:studio\"; "
                + "credential=\"a\\\"b\"; credential-type=\"password\"");
        WhipRequest asked = ApiLab.await(calls.asked);
        assertThat(asked.user()).isEqualTo("studio");
        assertThat(asked.called()).isEqualTo("+14155550100");
        assertThat(asked.way()).isEqualTo(way);
        assertThat(asked.offer()).isEqualTo("v=0\r\nthe offer");
        assertThat(asked.secure()).isFalse();
        String session = field(created, "Location");
        assertThat(session).startsWith("/v1/" + name + "/sessions/");
        assertThat(lab.get(session, ApiLab.ADMIN).statusCode()).isEqualTo(204);
        assertThat(lab.get(session.replace(name, name.equals("whip") ? "whep" : "whip"), ApiLab.ADMIN).statusCode()).isEqualTo(404);
        assertThat(lab.get(session, OTHER).statusCode()).isEqualTo(404);
        assertThat(lab.send("DELETE", session, OTHER, "").statusCode()).isEqualTo(404);
        assertThat(calls.ended).isNotDone();
        assertThat(lab.ask("DELETE", session, "", "Authorization", "Bearer " + ApiLab.ADMIN, "If-Match", "\"old\"").statusCode())
                .isEqualTo(200);
        assertThat(calls.ended).isDone();
        assertThat(lab.send("DELETE", session, ApiLab.ADMIN, "").statusCode()).isEqualTo(404);
    }

    @Test
    void candidatesComeLater() {
        HttpResponse<String> created = post("/v1/whip/bob");
        String session = field(created, "Location");
        assertThat(patch(session).statusCode()).isEqualTo(428);
        assertThat(patch(session, "If-Match", "\"another\"").statusCode()).isEqualTo(412);
        assertThat(calls.patched).isNull();
        HttpResponse<String> taken = patch(session, "If-Match", "\"another\", " + field(created, "ETag"));
        assertThat(taken.statusCode()).isEqualTo(204);
        assertThat(taken.headers().firstValue("ETag")).isEmpty();
        assertThat(calls.patched.credentials().fragment()).isEqualTo("EsAw");
        assertThat(ask("PATCH", session, "hello", IceFragment.CONTENT_TYPE, ApiLab.ADMIN, "If-Match", "*").statusCode()).isEqualTo(400);
        HttpResponse<String> wrong = ask("PATCH", session, "v=0", "application/sdp", ApiLab.ADMIN, "If-Match", "*");
        assertThat(wrong.statusCode()).isEqualTo(415);
        assertThat(field(wrong, "Accept-Patch")).isEqualTo(IceFragment.CONTENT_TYPE);
        calls.patch = new WhipPatch.Refused(new WhipRefusal(WhipRefusal.Reason.FAILED, "no"));
        assertThat(patch(session, "If-Match", "*").statusCode()).isEqualTo(502);
        assertThat(lab.get(session, ApiLab.ADMIN).statusCode()).isEqualTo(204);
    }

    @Test
    void iceBeginsAnew() {
        HttpResponse<String> created = post("/v1/whip/bob");
        String session = field(created, "Location");
        calls.patch = new WhipPatch.Restarted(IceFragment.of(OURS, new IceFragment.Section("0", null, List.of(), true, true)));
        HttpResponse<String> anew = patch(session, "If-Match", "*");
        assertThat(anew.statusCode()).isEqualTo(200);
        assertThat(field(anew, "Content-Type")).isEqualTo(IceFragment.CONTENT_TYPE);
        assertThat(anew.body()).contains("a=ice-ufrag:289b31b7", "a=mid:0");
        assertThat(field(anew, "ETag")).isNotEmpty().isNotEqualTo(field(created, "ETag"));
        calls.patch = new WhipPatch.Added();
        assertThat(patch(session, "If-Match", field(created, "ETag")).statusCode()).isEqualTo(412);
        assertThat(patch(session, "If-Match", field(anew, "ETag")).statusCode()).isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource({"MALFORMED, 400", "NOT_ACCEPTABLE, 422", "NOT_FOUND, 404", "FORBIDDEN, 403", "NOT_NOW, 409", "FULL, 503",
        "NO_ANSWER, 504", "FAILED, 502"})
    void whyThereIsNone(WhipRefusal.Reason reason, int status) {
        calls.outcome = CompletableFuture.completedStage(new WhipOutcome.Refused(new WhipRefusal(reason, "because")));
        HttpResponse<String> refused = post("/v1/whip/bob");
        assertThat(refused.statusCode()).isEqualTo(status);
        assertThat(field(refused, "Content-Type")).isEqualTo("application/problem+json");
        assertThat(refused.body()).contains("because");
        assertThat(refused.headers().firstValue("Retry-After").isPresent()).isEqualTo(status == 409 || status == 503);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH", "DELETE", "HEAD"})
    void anEndpointIsPostedTo(String method) {
        HttpResponse<String> refused = lab.send(method, "/v1/whip/bob", ApiLab.ADMIN, "");
        assertThat(refused.statusCode()).isEqualTo(405);
        assertThat(field(refused, "Allow")).isEqualTo("GET, OPTIONS, POST");
        assertThat(calls.asked).isNotDone();
    }

    @Test
    void onlyOffersArePosted() {
        HttpResponse<String> json = ask("POST", "/v1/whip/bob", "{}", "application/json", ApiLab.ADMIN);
        assertThat(json.statusCode()).isEqualTo(415);
        assertThat(field(json, "Accept-Post")).isEqualTo("application/sdp");
        assertThat(lab.send("POST", "/v1/whip/bob", ApiLab.ADMIN, "").statusCode()).isEqualTo(400);
        assertThat(post("/v1/whip/bob", "Accept", "text/html").statusCode()).isEqualTo(406);
        assertThat(lab.ask("POST", "/v1/whip/bob", "v=0", "Content-Type", "application/sdp").statusCode()).isEqualTo(401);
        assertThat(calls.asked).isNotDone();
        assertThat(post("/v1/whip/bob", "Accept", "application/sdp;q=0.5, */*;q=0.1").statusCode()).isEqualTo(201);
    }

    @Test
    void pagesOfOthersNeedToBeListed() {
        HttpResponse<String> asked = lab.ask("OPTIONS", "/v1/whip/bob", "", "Origin", PAGE, "Access-Control-Request-Method", "POST");
        assertThat(asked.statusCode()).isEqualTo(200);
        assertThat(field(asked, "Accept-Post")).isEqualTo("application/sdp");
        assertThat(field(asked, "Access-Control-Allow-Origin")).isEqualTo(PAGE);
        assertThat(field(asked, "Access-Control-Allow-Methods")).isEqualTo("GET, OPTIONS, POST");
        assertThat(field(asked, "Access-Control-Allow-Headers")).contains("Authorization", "Content-Type", "If-Match");
        assertThat(asked.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();
        HttpResponse<String> created = post("/v1/whip/bob", "Origin", PAGE);
        assertThat(field(created, "Access-Control-Allow-Origin")).isEqualTo(PAGE);
        assertThat(field(created, "Access-Control-Expose-Headers")).contains("Location", "ETag", "Link");
        HttpResponse<String> session = lab.ask("OPTIONS", field(created, "Location"), "", "Origin", PAGE);
        assertThat(field(session, "Accept-Patch")).isEqualTo(IceFragment.CONTENT_TYPE);
        assertThat(field(session, "Access-Control-Allow-Methods")).isEqualTo("DELETE, GET, OPTIONS, PATCH");
        HttpResponse<String> stranger = lab.ask("OPTIONS", "/v1/whip/bob", "", "Origin", "https://evil.example.com");
        assertThat(stranger.statusCode()).isEqualTo(403);
        assertThat(stranger.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        HttpResponse<String> elsewhere = lab.ask("GET", "/v1/system/health", "", "Origin", PAGE);
        assertThat(elsewhere.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        assertThat(lab.ask("OPTIONS", "/v1/whip/bob", "", "Accept", "*/*").headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void whoGoesAwayWhileItRingsIsNotWaitedFor() throws IOException {
        calls.outcome = new CompletableFuture<>();
        try (Socket socket = lab.connect()) {
            socket.getOutputStream().write(("POST /v1/whip/bob HTTP/1.1\r\nHost: localhost\r\n" + ApiLab.authorization(ApiLab.ADMIN)
                    + "\r\nContent-Type: application/sdp\r\nContent-Length: 3\r\n\r\nv=0").getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            ApiLab.await(calls.asked);
        }
        calls.givenUp.orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Test
    void ringingMayTakeLongerThanOtherAnswers() {
        ApiLab quick = new ApiLab(settings -> settings.withHttp(HttpLimits.standard()
                .withTimeouts(Duration.ofMillis(200), Duration.ofSeconds(60), Duration.ofMillis(100))));
        CompletableFuture<WhipOutcome> late = new CompletableFuture<>();
        calls.outcome = late;
        quick.engine.whip = Optional.of(calls);
        late.completeOnTimeout(new WhipOutcome.Begun(calls, "v=0"), 1, TimeUnit.SECONDS);
        try {
            assertThat(quick.ask("POST", "/v1/whip/bob", "v=0", "Content-Type", "application/sdp",
                    "Authorization", "Bearer " + ApiLab.ADMIN).statusCode()).isEqualTo(201);
        } finally {
            quick.close();
        }
    }
}
