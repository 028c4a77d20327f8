package io.rvoip.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Secret;
import io.rvoip.engine.auth.AuthFailure;
import io.rvoip.engine.auth.UserCheck;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Users of SIP at the API: in where the contract lets them, for themselves, with the same bounds on guessing as keys. */
class UserAccessTest {
    private static final String PATH = "/v1/turn/credentials";
    private static final String CHALLENGE = "Digest realm=\"rvoip.test\", nonce=\"n\", algorithm=SHA-256";

    private final ApiLab lab = new ApiLab(settings -> settings, server -> server.withTurn(user -> Optional.of(
            new TurnGrant("17:" + user, Secret.of("pw"), Duration.ofHours(1), List.of("turn:192.0.2.1:3478")))));

    /** Believes {@code Digest USER}, and for the rest says why not. */
    private static final class Check implements UserCheck {
        @Override
        public CompletionStage<Verdict> check(String method, String target, String credentials, InetAddress source) {
            String word = credentials.substring("Digest ".length());
            boolean covered = method.equals("POST") && target.equals(PATH);
            return CompletableFuture.supplyAsync(() -> word.equals("alice") && covered ? new Verdict.Known("alice")
                    : new Verdict.Unknown(AuthFailure.valueOf(word), List.of(CHALLENGE)));
        }

        @Override
        public List<String> challenges() {
            return List.of(CHALLENGE);
        }
    }

    @BeforeEach
    void open() {
        lab.engine.users = Optional.of(new Check());
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private HttpResponse<String> ask(String method, String path, String body, String authorization) {
        return body.isEmpty() ? lab.ask(method, path, body, "Authorization", authorization)
                : lab.ask(method, path, body, "Authorization", authorization, "Content-Type", "application/json");
    }

    private static List<String> challenges(HttpResponse<String> response) {
        return response.headers().allValues("WWW-Authenticate");
    }

    @Test
    void getCredentialsForThemselves() {
        HttpResponse<String> given = ask("POST", PATH, "", "Digest alice");
        assertThat(given.statusCode()).isEqualTo(200);
        assertThat(given.body()).contains("\"17:alice\"");
        assertThat(ask("POST", PATH, "{\"user\":\"alice\"}", "digest alice").statusCode()).isEqualTo(200);
        assertThat(ask("POST", PATH, "{\"user\":\"bob\"}", "Digest alice").statusCode()).isEqualTo(403);
        assertThat(ask("POST", PATH, "{\"user\":\"bob\"}", "Bearer " + ApiLab.ADMIN).body()).contains("\"17:bob\"");
        assertThat(ask("POST", PATH, "", "Bearer " + ApiLab.ADMIN).statusCode()).isEqualTo(400);
    }

    @Test
    void areAskedThereAndNowhereElse() {
        assertThat(challenges(lab.send("POST", PATH, "", ""))).containsExactly("Bearer realm=\"rvoip\", " + CHALLENGE);
        assertThat(challenges(lab.get("/v1/calls", ""))).containsExactly("Bearer realm=\"rvoip\"");
        HttpResponse<String> elsewhere = ask("GET", "/v1/calls", "", "Digest alice");
        assertThat(elsewhere.statusCode()).isEqualTo(401);
        assertThat(challenges(elsewhere)).containsExactly("Bearer realm=\"rvoip\", error=\"invalid_token\"");
    }

    @ParameterizedTest
    @CsvSource({"WRONG_PASSWORD, 401", "UNKNOWN_USER, 401", "STALE_NONCE, 401", "REPLAY, 401", "MALFORMED, 401", "LOCKED, 403",
        "UNAVAILABLE, 503"})
    void areToldAsMuchAsTheyNeed(AuthFailure reason, int status) {
        HttpResponse<String> refused = ask("POST", PATH, "", "Digest " + reason);
        assertThat(refused.statusCode()).isEqualTo(status);
        assertThat(refused.body()).doesNotContain("turn:");
        if (status == 401 && reason != AuthFailure.MALFORMED) {
            assertThat(challenges(refused)).containsExactly(CHALLENGE);
        }
    }

    @Test
    void guessAsSlowlyAsHoldersOfKeys() {
        for (int i = 0; i < 20; i++) {
            ask("POST", PATH, "", "Digest WRONG_PASSWORD");
        }
        assertThat(ask("POST", PATH, "", "Digest alice").statusCode()).isEqualTo(429);
    }

    @Test
    void areNobodyWhereNobodyKnowsThem() {
        lab.engine.users = Optional.empty();
        assertThat(ask("POST", PATH, "", "Digest alice").statusCode()).isEqualTo(401);
        assertThat(challenges(lab.send("POST", PATH, "", ""))).containsExactly("Bearer realm=\"rvoip\"");
    }
}
