package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.CapacityConfig;
import io.rvoip.common.ConfigurationException;
import io.rvoip.common.Problem;
import io.rvoip.common.SecurityProfile;
import io.rvoip.engine.auth.AuthSettings;
import io.rvoip.sip.uri.SipUri;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class EngineConfigTest {
    @Test
    void allProblemsAreToldWithTheirFields() {
        assertThatThrownBy(() -> EngineConfig.builder("two words").withAlias("pbx.test").withAlias("")
                .withRingTimeout(Duration.ZERO).withProduct("line\r\nbreak").build())
                .isInstanceOfSatisfying(ConfigurationException.class, refused -> assertThat(refused.report().problems())
                        .extracting(Problem::path)
                        .containsExactly("domain", "aliases[1]", "ringTimeout", "product"));
    }

    @Test
    void aliasesAreNamesOfTheDomain() {
        EngineConfig config = EngineConfig.builder("rvoip.test").withAlias("192.0.2.7").build();
        assertThat(config.domains().realm()).isEqualTo("rvoip.test");
        assertThat(config.domains().serves(SipUri.of("alice", "192.0.2.7"))).isTrue();
        assertThat(config.domains().serves(SipUri.of("alice", "192.0.2.8"))).isFalse();
    }

    @Test
    void aProfileSetsAuthenticationAndLimits() {
        EngineConfig config = EngineConfig.builder("rvoip.test").withSecurityProfile(SecurityProfile.STANDARD).build();
        assertThat(config.authentication()).isEqualTo(AuthSettings.of(SecurityProfile.STANDARD));
        assertThat(config.flood().enforced()).isTrue();
        assertThat(config.lockout().enforced()).isTrue();
    }

    @Test
    void anchoredCallsNeedMedia() {
        EnginePorts ports = EnginePorts.of(
                (settings, handlers) -> {
                    throw new AssertionError("no stack is opened for a refused configuration");
                },
                name -> CompletableFuture.completedFuture(Optional.empty()));
        assertThatThrownBy(() -> new CallEngine(EngineConfig.builder("rvoip.test").build(), ports))
                .isInstanceOf(ConfigurationException.class).hasMessageContaining("mediaMode");
    }

    @Test
    void portsAreCheckedAgainstCalls() {
        CapacityConfig capacity = CapacityConfig.small();
        assertThat(MediaPortDemand.check(capacity, MediaMode.ANCHORED, false, 200).isValid()).isTrue();
        assertThat(MediaPortDemand.check(capacity, MediaMode.ANCHORED, false, 199).problems()).singleElement()
                .satisfies(problem -> {
                    assertThat(problem.path()).isEqualTo("media.ports");
                    assertThat(problem.what()).isEqualTo("199 ports (expected: at least 200 for 50 calls)");
                    assertThat(problem.fix()).contains("49");
                });
        assertThat(MediaPortDemand.check(capacity, MediaMode.ANCHORED, true, 100).isValid()).isTrue();
        assertThat(MediaPortDemand.check(capacity, MediaMode.DIRECT, false, 0).isValid()).isTrue();
    }

    @Test
    void rangesAreChecked() {
        assertThatThrownBy(() -> EngineLimits.DEFAULT.withMaxPlaces(0)).hasMessageStartingWith("maxPlaces: 0");
        assertThatThrownBy(() -> EngineLimits.DEFAULT.withMaxBreadth(101)).hasMessageStartingWith("maxBreadth: 101");
        assertThatThrownBy(() -> SilenceRule.DEFAULT.withTimeout(Duration.ofMillis(500)))
                .hasMessageStartingWith("timeout: 500");
        assertThat(SilenceRule.DEFAULT.withTimeout(Duration.ZERO).timeout()).isZero();
        assertThat(SilenceRule.DEFAULT.withHangUp(true).hangUp()).isTrue();
    }
}
