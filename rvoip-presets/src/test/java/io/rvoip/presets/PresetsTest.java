package io.rvoip.presets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rvoip.common.CapacityConfig;
import io.rvoip.common.ConfigurationException;
import io.rvoip.common.Environment;
import io.rvoip.common.Feature;
import io.rvoip.common.FeatureSet;
import io.rvoip.common.Problem;
import io.rvoip.common.SecurityProfile;
import java.util.List;
import java.util.concurrent.Callable;
import io.rvoip.ice.IceServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PresetsTest {
    private record Row(String name, Environment environment, CapacityConfig capacity, SecurityProfile security, FeatureSet features) {}

    /** The values users of the original know. */
    private static List<Row> original() {
        FeatureSet recorded = FeatureSet.standard().withRecording(true);
        return List.of(
            new Row("small-office", Environment.PRODUCTION, CapacityConfig.small(), SecurityProfile.STANDARD, FeatureSet.standard()),
            new Row("enterprise", Environment.PRODUCTION, CapacityConfig.enterprise(), SecurityProfile.ENTERPRISE, FeatureSet.full()),
            new Row("mobile-app", Environment.PRODUCTION, CapacityConfig.large(), SecurityProfile.STANDARD, FeatureSet.mobile()),
            new Row("webrtc-platform", Environment.PRODUCTION, CapacityConfig.large(), SecurityProfile.STANDARD, FeatureSet.full()),
            new Row("contact-center", Environment.PRODUCTION, CapacityConfig.enterprise(), SecurityProfile.HIGH_SECURITY, recorded),
            new Row("healthcare", Environment.PRODUCTION, CapacityConfig.medium(), SecurityProfile.HIGH_SECURITY, recorded),
            new Row("financial", Environment.PRODUCTION, CapacityConfig.large(), SecurityProfile.GOVERNMENT, recorded),
            new Row("development", Environment.DEVELOPMENT, CapacityConfig.small(), SecurityProfile.DEVELOPMENT, FeatureSet.full()));
    }

    private static ConfigurationException refusal(Callable<?> action) {
        ConfigurationException refused = catchThrowableOfType(ConfigurationException.class, action::call);
        assertThat(refused).isNotNull();
        return refused;
    }

    @ParameterizedTest
    @MethodSource("original")
    void eachHasTheValuesOfTheOriginal(Row row) {
        DeploymentConfig preset = Presets.named(row.name).orElseThrow();
        assertThat(preset.environment()).isEqualTo(row.environment);
        assertThat(preset.capacity()).isEqualTo(row.capacity);
        assertThat(preset.security()).isEqualTo(row.security);
        assertThat(preset.features()).isEqualTo(row.features);
    }

    @Test
    void thereAreEight() {
        assertThat(Presets.names()).containsExactlyElementsOf(original().stream().map(Row::name).toList());
    }

    @Test
    void aPresetIsNeverWeakerThanItsName() {
        assertThat(refusal(() -> SmallOffice.forDomain("rvoip.test").start()).report().problems())
            .extracting(Problem::path).containsExactlyInAnyOrder("sip.tls.certificate", "audit.file");
        assertThat(refusal(() -> EnterprisePbx.forDomain("rvoip.test").start()).getMessage()).contains("sip.tls.clientCertificate: none is weaker than profile enterprise allows");
    }

    @Test
    void whatTheCallerNamesAndThisBuildLacksIsRefusedByName() {
        String refusal = refusal(() -> EnterprisePbx.forDomain("rvoip.test").withSecurityProfile(SecurityProfile.DEVELOPMENT)
            .withEncryptionRequired(true).withRecording(true).withHighAvailability(true).start()).getMessage();
        assertThat(refusal).contains("recording: is not supported", "highAvailability: is not supported", "encryptionRequired: is true");
    }

    @Test
    void whatAPresetMerelyContainsIsListedAsMissing() {
        assertThat(Presets.development().config("rvoip.test").missing()).contains("features." + Feature.PRESENCE.id());
    }

    @Test
    void capacityFollowsTheNumberOfUsers() {
        assertThat(EnterprisePbx.forDomain("d").withUserCapacity(1_000).deployment().capacity()).isEqualTo(CapacityConfig.medium());
        assertThat(EnterprisePbx.forDomain("d").withUserCapacity(1_001).deployment().capacity())
            .isEqualTo(CapacityConfig.large().withMaxUsers(1_001));
        assertThat(EnterprisePbx.forDomain("d").withUserCapacity(10_001).deployment().capacity())
            .isEqualTo(CapacityConfig.enterprise().withMaxUsers(10_001));
    }

    @Test
    void iceServersAreAskedByTheLegsOfThePlatform() {
        IceServer server = IceServer.stun("stun:192.0.2.1:3478");
        DeploymentConfig config = DeploymentConfig.builder("x")
            .withNetwork(NetworkConfig.standard().withIceServer(server)).build();
        assertThat(config.config("rvoip.test").rtp().ice().config().servers()).containsExactly(server);
    }

    @Test
    void anOfficeOfPhonesRunsUnderDevelopmentAndLeavesNothing() throws Exception {
        try (RunningPbx office = EnterprisePbx.forDomain("rvoip.test").withSecurityProfile(SecurityProfile.DEVELOPMENT)
                .withListen("udp://127.0.0.1:0").withUser("alice", "pw-alice").start().toCompletableFuture().get()) {
            assertThat(office.sipAddresses()).hasSize(1).allSatisfy(address -> assertThat(address.getPort()).isPositive());
            assertThat(office.health().isHealthy()).isTrue();
            assertThat(office.platform().engine().counts().idle()).isTrue();
        }
    }
}
