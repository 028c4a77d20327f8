package io.rvoip.api.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.api.ApiKey;
import io.rvoip.api.HttpLimits;
import io.rvoip.api.Scope;
import io.rvoip.api.internal.contract.Contract;
import io.rvoip.api.internal.contract.Operation;
import io.rvoip.api.metrics.MicrometerMetrics;
import io.rvoip.common.Rate;
import io.rvoip.common.Secret;
import io.rvoip.common.crypto.SecureIds;
import io.rvoip.testing.ManualTime;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizerTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private final MicrometerMetrics metrics = new MicrometerMetrics();
    private final ManualTime time = new ManualTime();
    private final long start = time.nanoTime();
    private final Authorizer authorizer = new Authorizer(
            List.of(ApiKey.of("reader", Secret.of("read-me"), EnumSet.of(Scope.CALLS_READ)),
                    ApiKey.of("ops", Secret.of("rule.all~0-_+/=="), EnumSet.of(Scope.ADMIN))),
            Optional::empty, HttpLimits.standard().withRates(new Rate(1000, 1000), new Rate(1, 2)), new SecureIds(), metrics, time);
    private final Operation calls = operation("listCalls");
    private final Operation health = operation("health");

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void knowsItsKeys() {
        assertThat(decide(calls, "Bearer read-me")).isEqualTo(new Decision.Granted(new Caller("reader", false, true)));
        assertThat(decide(calls, "bEaReR  rule.all~0-_+/==")).isEqualTo(new Decision.Granted(new Caller("ops", false, true)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer ", "read-me", "Basic read-me", "Bearer read-me2", "Bearer read-m",
        "Bearer READ-ME", "Bearer read-me read-me", "Bearer read-me,x", "Bearer\tread-me", "Bearer r\u00e9ad-me"})
    void refusesEverythingElse(String credential) {
        assertThat(status(decide(calls, credential))).isEqualTo(401);
    }

    @Test
    void refusesTwoCredentialsAndVeryLongOnes() {
        assertThat(status(authorizer.decide(calls, List.of("Bearer read-me", "Bearer read-me"), address("192.0.2.1"), start)))
                .isEqualTo(401);
        assertThat(status(decide(calls, "Bearer " + "x".repeat(513)))).isEqualTo(401);
    }

    @Test
    void opensOpenOperationsToNobodyInParticular() {
        assertThat(authorizer.decide(health, List.of(), address("192.0.2.1"), start))
                .isEqualTo(new Decision.Granted(new Caller("", false, false)));
        assertThat(decide(health, "Bearer read-me")).isEqualTo(new Decision.Granted(new Caller("reader", false, false)));
        assertThat(decide(health, "Bearer wrong")).isInstanceOf(Decision.Denied.class);
    }

    @Test
    void slowsDownGuessersFromOnePrefixOnly() {
        for (int i = 1; i <= 2; i++) {
            assertThat(status(authorizer.decide(calls, List.of("Bearer guess"), address("192.0.2." + i), start))).isEqualTo(401);
        }
        assertThat(status(authorizer.decide(calls, List.of("Bearer read-me"), address("192.0.2.9"), start))).isEqualTo(429);
        assertThat(authorizer.decide(calls, List.of("Bearer read-me"), address("192.0.3.9"), start))
                .isInstanceOf(Decision.Granted.class);
        assertThat(authorizer.decide(calls, List.of("Bearer read-me"), address("192.0.2.9"), start + SECOND))
                .as("one look a second").isInstanceOf(Decision.Granted.class);
        assertThat(metrics.counter("rvoip_api_auth_failures_total", "reason", "invalid").value()).isEqualTo(2);
        assertThat(metrics.counter("rvoip_api_auth_failures_total", "reason", "over_rate").value()).isEqualTo(1);
    }

    @Test
    void missingKeysAreNoGuesses() {
        for (int i = 0; i < 10; i++) {
            assertThat(status(authorizer.decide(calls, List.of(), address("192.0.2.1"), start))).isEqualTo(401);
        }
        assertThat(decide(calls, "Bearer read-me")).isInstanceOf(Decision.Granted.class);
    }

    @Test
    void keysDoNotShowTheirSecrets() {
        ApiKey key = ApiKey.of("ops", Secret.of("rule.all"), EnumSet.of(Scope.ADMIN));
        assertThat(key).hasToString("ApiKey[ops [ADMIN]]");
    }

    private Decision decide(Operation operation, String credential) {
        return authorizer.decide(operation, List.of(credential), address("192.0.2.1"), start);
    }

    private static int status(Decision decision) {
        return ((Decision.Denied) decision).problem().status();
    }

    private static Operation operation(String id) {
        return Contract.load().operations().stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
