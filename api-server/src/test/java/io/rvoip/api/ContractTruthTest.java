package io.rvoip.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.api.internal.contract.Contract;
import io.rvoip.api.internal.json.EventJson;
import io.rvoip.api.internal.json.Json;
import io.rvoip.engine.CallState;
import io.rvoip.engine.EngineEvent;
import io.rvoip.session.EndCause;
import java.util.List;
import io.rvoip.sip.trace.Redaction;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the server sends is what the contract says. */
class ContractTruthTest {
    private static final Schemas SCHEMAS = new Schemas();
    private static ApiLab lab;

    @BeforeAll
    static void open() {
        lab = new ApiLab();
        lab.engine.add(Samples.call("c_1"));
        lab.engine.add(Samples.call("c_2", CallState.EARLY_MEDIA, Samples.NOON));
        lab.engine.traced = "c_1";
        lab.engine.trace = Samples.trace(Redaction.SECRETS);
        lab.engine.add(Samples.registration("alice", "sip:alice@192.0.2.7"));
        lab.engine.trunks.addAll(List.of(Samples.trunk("a", ""), Samples.trunk("b", "registered")));
    }

    @AfterAll
    static void close() {
        lab.close();
    }

    @ParameterizedTest
    @CsvSource({"/v1/system/health,Health", "/v1/system/ready,Ready", "/v1/registrations,RegistrationPage",
        "/v1/trunks,TrunkPage",
        "/v1/calls?limit=1,CallPage", "/v1/calls/c_1/trace,Trace", "/v1/calls/c_1,Call", "/v1/calls/none,Problem", "/nowhere,Problem",
        "/v1/events,Problem"})
    void holdsForAnswers(String path, String schema) {
        assertThat(SCHEMAS.problems(schema, Json.readTree(lab.get(path, ApiLab.ADMIN).body()))).isEmpty();
    }

    @Test
    void holdsForActions() {
        lab.engine.add(Samples.call("c_3"));
        String body = lab.send("POST", "/v1/calls/c_3/actions/hangup", ApiLab.ADMIN, "").body();
        assertThat(SCHEMAS.problems("Action", Json.readTree(body))).isEmpty();
    }

    static Iterable<EngineEvent> events() {
        return Samples.allEvents();
    }

    @ParameterizedTest
    @MethodSource("events")
    void holdsForEvents(EngineEvent event) {
        Map<String, Object> envelope = Json.readTree(new EventJson("life").event(7, event));
        assertThat(SCHEMAS.problems("Event", envelope)).isEmpty();
        String data = event instanceof EngineEvent.CallCreated || event instanceof EngineEvent.CallChanged ? "Call"
                : event instanceof EngineEvent.CallEnded ? "Record"
                : event instanceof EngineEvent.Registered ? "Registration" : "";
        if (!data.isEmpty()) {
            assertThat(SCHEMAS.problems(data, envelope.get("data"))).isEmpty();
        }
    }

    @Test
    void everyTypeOfTheContractIsSent() {
        Set<String> sent = new TreeSet<>(Set.of("hello", "gap", "lagged"));
        Samples.allEvents().forEach(event -> sent.add(event.type()));
        assertThat(Contract.load().eventTypes()).containsExactlyInAnyOrderElementsOf(sent);
    }

    @Test
    void everyCauseOfAnEndIsListed() {
        for (EndCause cause : EndCause.values()) {
            Map<String, Object> end = Map.of("who", "local", "cause", cause.name().toLowerCase().replace('_', '-'),
                    "text", "", "reasons", List.of(), "at", "2026-11-22T12:00:00Z");
            assertThat(SCHEMAS.problems("End", end)).isEmpty();
        }
    }

    @Test
    void aDifferenceWouldBeSeen() {
        assertThat(SCHEMAS.problems("Ready", Map.of())).containsExactly("$.ready is missing");
        assertThat(SCHEMAS.problems("Ready", Map.of("ready", "yes"))).containsExactly("$.ready: yes is no boolean");
        assertThat(SCHEMAS.problems("Ready", Map.of("ready", true, "x", 1L))).containsExactly("$.x is not in the contract");
    }
}
