package io.rvoip.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.api.internal.contract.Contract;
import io.rvoip.api.internal.json.Json;
import io.rvoip.api.metrics.MicrometerMetrics;
import io.rvoip.common.Health;
import io.rvoip.common.audit.AuditChain;
import io.rvoip.common.audit.AuditRecord;
import io.rvoip.common.transport.EventLoops;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is written down of those who use the API. */
class AuditTest {
    private final List<AuditRecord> records = new CopyOnWriteArrayList<>();
    private final MicrometerMetrics metrics = new MicrometerMetrics();
    private final EventLoops loops = EventLoops.create("audit-test", 1);
    private final FakeEngine engine = new FakeEngine();
    private final HttpClient client = HttpClient.newHttpClient();
    private Supplier<Optional<CompletionStage<AuditChain.Verdict>>> check = Optional::empty;
    private String answer = "";
    private ApiServer server;

    private void start(boolean everyDecision) {
        server = new ApiServer(ApiLab.settings(), engine, () -> Health.healthy("platform"), () -> true, metrics, loops)
                .withAudit(records::add, everyDecision, check);
        ApiLab.await(server.start());
    }

    @AfterEach
    void stop() {
        ApiLab.await(server.stop(Duration.ofSeconds(1)));
        loops.close();
        metrics.close();
    }

    private int ask(String method, String path, String secret) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.address().getPort() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (!secret.isEmpty()) {
            request.header("Authorization", "Bearer " + secret);
        }
        HttpResponse<String> response = ApiLab.await(client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString()));
        answer = response.body();
        return response.statusCode();
    }

    private List<String> written() {
        return records.stream().map(record -> String.join("|", record.event(), record.who(), record.from(), record.what(), record.result())).toList();
    }

    @Test
    void whoeverChangesSomethingIsWrittenDown() {
        start(false);
        engine.add(Samples.call("c_1"));
        assertThat(ask("POST", "/v1/calls/c_1/actions/hangup", ApiLab.ADMIN)).isEqualTo(202);
        assertThat(ask("POST", "/v1/calls/c_2/actions/hangup", ApiLab.ADMIN)).isEqualTo(404);
        assertThat(ask("GET", "/v1/calls", ApiLab.ADMIN)).isEqualTo(200);
        assertThat(written()).containsExactly("api.changed|ops|127.0.0.1|hangup c_1|202", "api.changed|ops|127.0.0.1|hangup c_2|404");
    }

    @Test
    void keysThatAreRefusedAreWrittenDownAndNeverShown() {
        start(false);
        assertThat(ask("GET", "/v1/calls", "guessed-secret")).isEqualTo(401);
        assertThat(ask("POST", "/v1/calls/c_1/actions/hangup", ApiLab.secretOf(Scope.CALLS_READ))).isEqualTo(403);
        assertThat(ask("GET", "/v1/calls", "")).isEqualTo(401);
        assertThat(written()).containsExactly("api.refused||127.0.0.1|listCalls|invalid-key",
                "api.refused|calls:read|127.0.0.1|hangup|forbidden");
        assertThat(records.toString()).doesNotContain("guessed-secret");
    }

    @Test
    void readersAreWrittenDownWhereEveryDecisionCounts() {
        start(true);
        ask("GET", "/v1/calls", ApiLab.ADMIN);
        ask("GET", "/v1/system/ready", "");
        assertThat(written()).containsExactly("api.read|ops|127.0.0.1|listCalls|200");
    }

    @Test
    void auditorsAreToldWhereTheLogWasChanged() {
        check = () -> Optional.of(CompletableFuture.completedStage(
                new AuditChain.Verdict(2, "ab".repeat(32), Optional.of("audit.jsonl line 3: record 3 was changed"))));
        start(false);
        assertThat(ask("GET", "/v1/audit:verify", ApiLab.secretOf(Scope.CALLS_READ))).isEqualTo(403);
        assertThat(ask("GET", "/v1/audit:verify", ApiLab.secretOf(Scope.AUDIT_READ))).isEqualTo(200);
        assertThat(answer).isEqualTo("{\"whole\":false,\"records\":2,\"last\":\"" + "ab".repeat(32)
                + "\",\"fault\":\"audit.jsonl line 3: record 3 was changed\"}");
        assertThat(new Schemas().problems("AuditVerdict", Json.readTree(answer))).isEmpty();
    }

    @Test
    void withoutALogThereIsNothingToCheck() {
        start(false);
        assertThat(ask("GET", "/v1/audit:verify", ApiLab.ADMIN)).isEqualTo(404);
        assertThat(answer).contains("No audit log is written to a file.");
    }

    @Test
    void guessersCannotWashTheLogAway() {
        start(false);
        for (int i = 0; i < 80; i++) {
            ask("GET", "/v1/calls", "guess-" + i);
        }
        assertThat(records).hasSizeLessThan(75);
    }

    /** A route that changes something and leaves no trace would be a hole nobody sees. */
    @Test
    void everyOperationThatChangesSomethingIsCovered() {
        start(false);
        List<String> changing = Contract.load().operations().stream().filter(operation -> !operation.method().equals("GET") && !operation.method().equals("OPTIONS"))
                .map(operation -> operation.id()).toList();
        ask("POST", "/v1/calls/c_1/actions/hangup", ApiLab.ADMIN);
        ask("DELETE", "/v1/registrations/sip%3Aalice%40rvoip.test", ApiLab.ADMIN);
        ask("POST", "/v1/turn/credentials", ApiLab.ADMIN);
        for (String way : List.of("whip", "whep")) {
            ask("POST", "/v1/" + way + "/bob", ApiLab.ADMIN);
            ask("PATCH", "/v1/" + way + "/sessions/none", ApiLab.ADMIN);
            ask("DELETE", "/v1/" + way + "/sessions/none", ApiLab.ADMIN);
        }
        assertThat(records.stream().map(record -> record.what().split(" ")[0])).containsExactlyInAnyOrderElementsOf(changing);
    }
}
