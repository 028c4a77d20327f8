package io.rvoip.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class VocabularyTest {
    @Test
    void profilesHaveKebabCaseNames() {
        assertThat(Arrays.stream(SecurityProfile.values()).map(SecurityProfile::id))
                .containsExactly("development", "standard", "high-security", "enterprise", "government");
        for (SecurityProfile profile : SecurityProfile.values()) {
            assertThat(SecurityProfile.of(profile.id())).isEqualTo(profile);
        }
        assertThatThrownBy(() -> SecurityProfile.of("HIGH_SECURITY")).hasMessage("security: HIGH_SECURITY "
                + "(expected: one of development, standard, high-security, enterprise, government)");
    }

    @Test
    void environmentsAndFeaturesAreFoundByName() {
        assertThat(Environment.of("production")).isEqualTo(Environment.PRODUCTION);
        assertThat(Environment.STAGING.id()).isEqualTo("staging");
        assertThat(Feature.of("push-notifications")).isEqualTo(Feature.PUSH_NOTIFICATIONS);
        assertThatThrownBy(() -> Feature.of("fax")).hasMessageStartingWith("feature: fax (expected: one of voice,");
    }

    @Test
    void theFourSizesHaveTheirDeclaredValues() {
        Duration five = Duration.ofSeconds(300);
        assertThat(CapacityConfig.small()).isEqualTo(new CapacityConfig(100, 50, five, 2.0));
        assertThat(CapacityConfig.medium()).isEqualTo(new CapacityConfig(1_000, 500, five, 2.5));
        assertThat(CapacityConfig.large()).isEqualTo(new CapacityConfig(10_000, 5_000, five, 3.0));
        assertThat(CapacityConfig.enterprise()).isEqualTo(new CapacityConfig(50_000, 25_000, five, 4.0));
        assertThat(CapacityConfig.large().peakCallsPerSecond()).isEqualTo(50.0);
    }

    @Test
    void aCapacityIsChangedByCopyAndChecked() {
        CapacityConfig changed = CapacityConfig.small().withMaxUsers(7).withMaxCalls(3)
                .withAvgCallDuration(Duration.ofSeconds(9)).withPeakMultiplier(1.5);
        assertThat(changed).isEqualTo(new CapacityConfig(7, 3, Duration.ofSeconds(9), 1.5));
        assertThatThrownBy(() -> changed.withMaxUsers(0)).hasMessageStartingWith("maxUsers: 0 (expected: 1-");
        assertThatThrownBy(() -> changed.withMaxCalls(-1)).hasMessageStartingWith("maxCalls");
        assertThatThrownBy(() -> changed.withAvgCallDuration(Duration.ZERO)).hasMessageStartingWith("avgCallDuration");
        assertThatThrownBy(() -> changed.withPeakMultiplier(0.5)).hasMessageStartingWith("peakMultiplier");
    }

    @Test
    void featureSetsHoldWhatTheirNamesPromise() {
        assertThat(FeatureSet.basic().enabled()).containsExactly(Feature.VOICE, Feature.CALL_CONTROL);
        assertThat(FeatureSet.standard().enabled()).containsExactly(Feature.VOICE, Feature.VIDEO,
                Feature.CONFERENCING, Feature.CALL_CONTROL, Feature.PRESENCE);
        assertThat(FeatureSet.full().enabled()).hasSize(10).containsAll(EnumSet.allOf(Feature.class));
        assertThat(FeatureSet.mobile().enabled()).containsExactly(Feature.VOICE, Feature.VIDEO,
                Feature.CALL_CONTROL, Feature.PRESENCE, Feature.MESSAGING, Feature.PUSH_NOTIFICATIONS);
    }

    @Test
    void eachFlagIsSwitchedByItsOwnMethod() {
        FeatureSet none = FeatureSet.of();
        List<FeatureSet> single = List.of(none.withVoice(true), none.withVideo(true), none.withConferencing(true),
                none.withCallControl(true), none.withPresence(true), none.withMessaging(true),
                none.withRecording(true), none.withFileTransfer(true), none.withScreenSharing(true),
                none.withPushNotifications(true));
        for (Feature feature : Feature.values()) {
            assertThat(single.get(feature.ordinal())).isEqualTo(FeatureSet.of(feature));
            assertThat(FeatureSet.full().with(feature, false).has(feature)).isFalse();
        }
        assertThat(none.has(Feature.VOICE)).isFalse();
        assertThatThrownBy(() -> none.enabled().add(Feature.VOICE)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void qualityOfServiceHasItsCodePointsAndBounds() {
        QosConfig standard = QosConfig.standard();
        assertThat(standard).isEqualTo(new QosConfig(true, 46, 34, 24));
        assertThat(List.of(standard.audioDscp(), standard.videoDscp(), standard.signalingDscp()))
                .containsExactly(46, 34, 24);
        QosConfig off = QosConfig.off();
        assertThat(List.of(off.audioDscp(), off.videoDscp(), off.signalingDscp())).containsOnly(0);
        assertThat(standard.withAudio(0).withVideo(63).withSignaling(1)).isEqualTo(new QosConfig(true, 0, 63, 1));
        assertThatThrownBy(() -> standard.withAudio(64)).hasMessage("audio: 64 (expected: 0-63)");
        assertThatThrownBy(() -> standard.withVideo(-1)).hasMessageStartingWith("video");
        assertThatThrownBy(() -> standard.withSignaling(64)).hasMessageStartingWith("signaling");
    }

    @Test
    void healthOfAWholeFollowsFromItsParts() {
        Health good = Health.healthy("a");
        Health bad = Health.unhealthy("b", "down");
        Health weak = Health.degraded("c", "slow");
        Health unknown = Health.unknown("d", "not started");

        assertThat(Health.of("x", List.of(good, good)).status()).isEqualTo(Health.Status.HEALTHY);
        assertThat(Health.of("x", List.of(good, bad)).status()).isEqualTo(Health.Status.DEGRADED);
        assertThat(Health.of("x", List.of(bad, bad)).status()).isEqualTo(Health.Status.UNHEALTHY);
        assertThat(Health.of("x", List.of(unknown, weak)).status()).isEqualTo(Health.Status.DEGRADED);
        assertThat(Health.of("x", List.of(unknown, good)).status()).isEqualTo(Health.Status.UNKNOWN);
        assertThat(Health.of("x", List.of()).status()).isEqualTo(Health.Status.UNKNOWN);
    }
}
