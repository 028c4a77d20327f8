package io.rvoip.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Rate;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation with every scope, and without. */
class ScopesTest {
    private record Row(String method, String path, int success, Set<Scope> scopes) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    private static final Set<Scope> ANY_BUT_ADMIN = EnumSet.complementOf(EnumSet.of(Scope.ADMIN));
    private static final List<Row> TABLE = List.of(
            new Row("GET", "/metrics", 200, EnumSet.of(Scope.METRICS_READ)),
            new Row("GET", "/openapi.json", 200, ANY_BUT_ADMIN),
            new Row("GET", "/v1/registrations", 200, EnumSet.of(Scope.REGISTRATIONS_READ)),
            new Row("DELETE", "/v1/registrations/sip:none@rvoip.test", 404, EnumSet.of(Scope.REGISTRATIONS_WRITE)),
            new Row("GET", "/v1/calls", 200, EnumSet.of(Scope.CALLS_READ)),
            new Row("GET", "/v1/trunks", 200, EnumSet.of(Scope.CALLS_READ)),
            new Row("GET", "/v1/audit:verify", 404, EnumSet.of(Scope.AUDIT_READ)),
            new Row("POST", "/v1/turn/credentials", 400, EnumSet.of(Scope.TURN_ISSUE)),
            new Row("GET", "/v1/whip/bob", 204, EnumSet.of(Scope.WHIP)),
            new Row("POST", "/v1/whip/bob", 404, EnumSet.of(Scope.WHIP)),
            new Row("GET", "/v1/whip/sessions/none", 404, EnumSet.of(Scope.WHIP)),
            new Row("PATCH", "/v1/whip/sessions/none", 404, EnumSet.of(Scope.WHIP)),
            new Row("DELETE", "/v1/whip/sessions/none", 404, EnumSet.of(Scope.WHIP)),
            new Row("GET", "/v1/whep/bob", 204, EnumSet.of(Scope.WHIP)),
            new Row("POST", "/v1/whep/bob", 404, EnumSet.of(Scope.WHIP)),
            new Row("GET", "/v1/whep/sessions/none", 404, EnumSet.of(Scope.WHIP)),
            new Row("PATCH", "/v1/whep/sessions/none", 404, EnumSet.of(Scope.WHIP)),
            new Row("DELETE", "/v1/whep/sessions/none", 404, EnumSet.of(Scope.WHIP)),
            new Row("GET", "/v1/calls/c_1", 200, EnumSet.of(Scope.CALLS_READ)),
            new Row("GET", "/v1/calls/c_none/trace", 404, EnumSet.of(Scope.TRACES_READ)),
            new Row("POST", "/v1/calls/c_none/actions/hangup", 404, EnumSet.of(Scope.CALLS_WRITE)),
            new Row("GET", "/v1/events", 426, EnumSet.of(Scope.EVENTS_READ)));

    private static ApiLab lab;

    @BeforeAll
    static void open() {
        lab = new ApiLab(settings -> settings.withHttp(
                HttpLimits.standard().withRates(new Rate(1000, 1000), new Rate(1000, 1000))));
        lab.engine.add(Samples.call("c_1"));
    }

    @AfterAll
    static void close() {
        lab.close();
    }

    static Stream<Arguments> rowsAndScopes() {
        List<Arguments> all = new ArrayList<>();
        for (Row row : TABLE) {
            for (Scope scope : Scope.values()) {
                boolean permitted = scope == Scope.ADMIN || row.scopes.contains(scope);
                all.add(Arguments.of(row, scope, permitted ? row.success : 403));
            }
        }
        return all.stream();
    }

    @ParameterizedTest(name = "{0} with {1}: {2}")
    @MethodSource("rowsAndScopes")
    void decide(Row row, Scope scope, int expected) {
        HttpResponse<String> response = lab.send(row.method, row.path, ApiLab.secretOf(scope), "");
        assertThat(response.statusCode()).isEqualTo(expected);
        if (expected == 403) {
            assertThat(response.headers().firstValue("WWW-Authenticate").orElseThrow())
                    .contains("insufficient_scope", row.scopes.iterator().next().id());
            assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        }
    }

    static Stream<Row> rows() {
        return TABLE.stream();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void noKeyIsChallenged(Row row) {
        HttpResponse<String> response = lab.send(row.method, row.path, "", "");
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"rvoip\"");
        assertThat(OperationsTest.json(response)).containsEntry("type", "urn:rvoip:problem:unauthorized");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aWrongKeyIsRefused(Row row) {
        HttpResponse<String> response = lab.send(row.method, row.path, "not-a-key", "");
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate").orElseThrow()).contains("invalid_token");
    }

    @Test
    void theTableHasEveryOperationThatIsNotOpen() {
        long closed = io.rvoip.api.internal.contract.Contract.load().operations().stream()
                .filter(operation -> !operation.open()).count();
        assertThat(TABLE).hasSize((int) closed);
    }

    @Test
    void openOperationsRefuseAWrongKeyToo() {
        assertThat(lab.get("/v1/system/health", "not-a-key").statusCode()).isEqualTo(401);
        assertThat(lab.get("/v1/system/ready", "not-a-key").statusCode()).isEqualTo(401);
    }

    @Test
    void theWebSocketAsksTheSameAuthorizer() {
        assertThat(lab.upgradeRefusal("", builder -> builder.subprotocols("rvoip.events.v1"))).isEqualTo(401);
        assertThat(lab.upgradeRefusal("wrong", builder -> builder.subprotocols("rvoip.events.v1"))).isEqualTo(401);
        assertThat(lab.upgradeRefusal(ApiLab.secretOf(Scope.CALLS_READ),
                builder -> builder.subprotocols("rvoip.events.v1"))).isEqualTo(403);
        assertThat(lab.events(ApiLab.secretOf(Scope.EVENTS_READ)).nextType()).isEqualTo("hello");
    }
}
