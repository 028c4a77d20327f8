package io.rvoip.api.internal.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.api.ContractException;
import io.rvoip.api.Scope;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ContractTest {
    private static final String ONE = """
            openapi: 3.1.0
            paths:
              /v1/things/{id}:
                get:
                  operationId: getThing
                  security: %s
                  parameters: [{$ref: "#/components/parameters/p"}, {name: q, in: query}, {name: id, in: path}]
                put: {operationId: putThing, security: [{apiKey: ["calls:write"]}], requestBody: {}}
            components: {parameters: {p: {name: limit, in: query}}}
            """;
    private static final String READ = "[{apiKey: [\"calls:read\"]}]";

    @Test
    void readsOperations() {
        Operation operation = Contract.parse(ONE.formatted("[{}, {apiKey: [\"calls:read\", \"events:read\"]}]"))
                .operations().get(0);
        assertThat(operation.id()).isEqualTo("getThing");
        assertThat(operation.open()).isTrue();
        assertThat(operation.query()).containsExactlyInAnyOrder("limit", "q");
        assertThat(operation.bodies()).isEmpty();
        assertThat(operation.permits(Set.of(Scope.CALLS_READ))).isFalse();
        assertThat(operation.permits(Set.of(Scope.CALLS_READ, Scope.EVENTS_READ))).isTrue();
        assertThat(operation.permits(Set.of(Scope.ADMIN))).isTrue();
    }

    @Test
    void refusesOperationsThatNameNoScopes() {
        for (String security : List.of("[]", "{}", "[{apiKey: []}]", "[{other: [\"calls:read\"]}]",
                "[{apiKey: [\"calls:red\"]}]", "[{apiKey: [\"calls:read\"], more: []}]")) {
            assertThatThrownBy(() -> Contract.parse(ONE.formatted(security))).as(security)
                    .isInstanceOf(ContractException.class).hasMessageContaining("GET /v1/things/{id}");
        }
        assertThatThrownBy(() -> Contract.parse("paths: {/a: {get: {operationId: a}}}"))
                .isInstanceOf(ContractException.class).hasMessage("contract: GET /a names no scopes");
    }

    @Test
    void refusesOperationsWithoutNamesOfTheirOwn() {
        assertThatThrownBy(() -> Contract.parse("paths: {/a: {get: {security: [{}]}}}"))
                .hasMessageContaining("has no operationId");
        assertThatThrownBy(() -> Contract.parse(
                "paths: {/a: {get: {operationId: x, security: [{}]}, put: {operationId: x, security: [{}]}}}"))
                .hasMessageContaining("used twice");
    }

    @Test
    void isCoveredExactlyByItsHandlers() {
        Contract contract = Contract.parse(ONE.formatted(READ));
        assertThatThrownBy(() -> new Router<>(contract, Map.of("getThing", 1)))
                .isInstanceOf(ContractException.class).hasMessage("contract: operation putThing has no handler");
        assertThatThrownBy(() -> new Router<>(contract, Map.of("getThing", 1, "putThing", 2, "more", 3)))
                .isInstanceOf(ContractException.class).hasMessage("contract: handler more has no operation");
    }

    @Test
    void routesByPathAndMethod() {
        Router<Integer> router = new Router<>(Contract.parse(ONE.formatted(READ)), Map.of("getThing", 1, "putThing", 2));
        Router.Match<Integer> match = router.match("PUT", List.of("v1", "things", "7")).orElseThrow();
        assertThat(match.handler()).isEqualTo(2);
        assertThat(match.parameters()).containsEntry("id", "7");
        assertThat(router.match("POST", List.of("v1", "things", "7"))).isEmpty();
        assertThat(router.match("GET", List.of("v1", "things"))).isEmpty();
        assertThat(router.methods(List.of("v1", "things", "7"))).containsExactly("GET", "PUT");
        assertThat(router.methods(List.of("v1"))).isEmpty();
    }

    @Test
    void canBeTakenWithoutAPath() {
        Contract contract = Contract.load();
        assertThat(contract.without("/v1/events").operations()).hasSize(contract.operations().size() - 1);
    }

    @Test
    void opensOnlyHealthReadinessAndWhatBrowsersAskBeforehand() {
        assertThat(Contract.load().operations()).filteredOn(Operation::open)
                .filteredOn(operation -> !operation.method().equals("OPTIONS")).extracting(Operation::id)
                .containsExactly("health", "ready");
    }
}
