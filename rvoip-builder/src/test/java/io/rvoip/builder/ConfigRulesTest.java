package io.rvoip.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.CapacityConfig;
import io.rvoip.common.ConfigurationException;
import io.rvoip.common.Feature;
import io.rvoip.common.FeatureSet;
import io.rvoip.common.Problem;
import io.rvoip.common.QosConfig;
import io.rvoip.common.Rate;
import io.rvoip.common.SecurityProfile;
import io.rvoip.engine.EngineMode;
import io.rvoip.engine.push.PushNotice;
import io.rvoip.engine.push.PushSender;
import io.rvoip.ice.IceConfig;
import io.rvoip.session.media.IceUse;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ConfigRulesTest {
    private static VoipPlatform.Builder development() {
        return VoipPlatform.builder("test").withDomain("rvoip.test").withSecurityProfile(SecurityProfile.DEVELOPMENT);
    }

    private static List<String> problems(VoipPlatform.Builder builder) {
        return builder.config().validate().problems().stream().map(Problem::toString).toList();
    }

    @Test
    void theSeedsOwnSampleCollidesOnPort8080() {
        VoipPlatform.Builder seed = VoipPlatform.builder("custom-voip").withSecurityProfile(SecurityProfile.DEVELOPMENT)
            .withSipStack(SipStackConfig.webrtc()).withRtpEngine(RtpEngineConfig.secure())
            .withCallEngine(CallEngineConfig.enterprise()).withApiServer(ApiServerConfig.restAndWebsocket());
        assertThat(problems(seed))
            .anySatisfy(problem -> assertThat(problem).startsWith("api.listen: 127.0.0.1:8080 is taken by sip.listen[0] already"))
            .anySatisfy(problem -> assertThat(problem).startsWith("sip.tls.certificate: is missing"));
        assertThatThrownBy(seed::build).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void portsAreCheckedAgainstCapacity() {
        assertThat(problems(development().withCapacity(CapacityConfig.medium()).withRtpEngine(RtpEngineConfig.basic().withPorts(20000, 20999))))
            .anySatisfy(problem -> assertThat(problem).startsWith("media.ports: 1000 ports"));
        assertThat(problems(development().withCapacity(CapacityConfig.medium()))).isEmpty();
    }

    @Test
    void aPlatformConnectsToNobodyForMedia() {
        IceUse connecting = IceUse.DEFAULT.withConfig(IceConfig.FULL.withActiveTcp(true));
        assertThat(problems(development().withRtpEngine(RtpEngineConfig.basic().withIce(connecting))))
            .singleElement().asString().startsWith("media.ice.tcp: active: a server is connected to, and connects to nobody");
    }

    @Test
    void limitsMayBeStricterThanTheProfileAndNotWeaker() {
        LimitsConfig strict = LimitsConfig.ofProfile().withCalls(new Rate(1, 2)).withMaxCalls(3).withUnauthenticated(new Rate(5, 5));
        assertThat(limitProblems(SecurityProfile.STANDARD, strict)).isEmpty();
        LimitsConfig weak = LimitsConfig.ofProfile().withCalls(new Rate(2, 5)).withRequests(new Rate(31, 1)).withMaxCalls(11)
            .withUnauthenticated(new Rate(20, 41));
        assertThat(limitProblems(SecurityProfile.DEVELOPMENT, weak)).isEmpty();
        assertThat(limitProblems(SecurityProfile.STANDARD, weak)).hasSize(4)
            .anySatisfy(problem -> assertThat(problem).startsWith("limits.user.calls: 2.0 a second, 5 at once is weaker than profile standard allows"))
            .anySatisfy(problem -> assertThat(problem).startsWith("limits.user.requests: 31.0 a second"))
            .anySatisfy(problem -> assertThat(problem).startsWith("limits.user.maxCalls: 11"))
            .anySatisfy(problem -> assertThat(problem).startsWith("limits.unauthenticated: 20.0 a second, 41 at once"));
    }

    private static List<String> limitProblems(SecurityProfile profile, LimitsConfig limits) {
        return problems(development().withSecurityProfile(profile).withLimits(limits)).stream()
            .filter(problem -> problem.startsWith("limits")).toList();
    }

    @Test
    void aGivenLimitIsEnforcedInDevelopmentToo() {
        LimitsConfig none = LimitsConfig.ofProfile();
        assertThat(none.perUser(SecurityProfile.DEVELOPMENT).enforced()).isFalse();
        assertThat(none.perUser(SecurityProfile.STANDARD).enforced()).isTrue();
        assertThat(none.withMaxCalls(1).perUser(SecurityProfile.DEVELOPMENT)).matches(limits -> limits.enforced() && limits.maxCalls() == 1);
        assertThat(none.flood(SecurityProfile.DEVELOPMENT).enforced()).isFalse();
        assertThat(none.withUnauthenticated(new Rate(1, 1)).flood(SecurityProfile.DEVELOPMENT).enforced()).isTrue();
    }

    @Test
    void includedFeaturesAreMissingAndRequiredOnesAreRefused() {
        VoipPlatform.Builder builder = development().withFeatures(FeatureSet.full());
        assertThat(problems(builder)).isEmpty();
        assertThat(builder.config().missing()).contains("features.conferencing", "features.recording")
            .doesNotContain("features.video");
        assertThat(problems(builder.withFeature(io.rvoip.common.Feature.CONFERENCING)))
            .anySatisfy(problem -> assertThat(problem).startsWith("features: conferencing is not supported"));
    }

    @Test
    void videoThatIsOffIsMissingAndRefusedWhereItIsRequiredOrCannotBeHeldBack() {
        RtpEngineConfig off = RtpEngineConfig.basic().withVideo(io.rvoip.session.media.VideoUse.OFF);
        VoipPlatform.Builder builder = development().withFeatures(FeatureSet.full()).withRtpEngine(off);
        assertThat(problems(builder)).isEmpty();
        assertThat(builder.config().missing()).contains("features.video");
        assertThat(problems(builder.withFeature(io.rvoip.common.Feature.VIDEO)))
            .anySatisfy(problem -> assertThat(problem).startsWith("features: video needs media.video: forward"));
        assertThat(problems(development().withRtpEngine(off)
            .withCallEngine(CallEngineConfig.basic().withMedia(io.rvoip.engine.MediaMode.DIRECT))))
            .anySatisfy(problem -> assertThat(problem).startsWith("media.video: off cannot be had"));
        assertThat(problems(development().withRtpEngine(off.withQos(QosConfig.standard())))).isEmpty();
        assertThat(problems(development().withRtpEngine(off.withQos(QosConfig.standard().withVideo(36)))))
            .anySatisfy(problem -> assertThat(problem).startsWith("qos.video: marks packets that media.video: off"));
    }

    @Test
    void includedRecordingIsMissingAndRequiredRecordingIsRefused() {
        assertThat(development().withCallEngine(CallEngineConfig.enterprise()).config().missing()).contains("calls.recording");
        assertThat(problems(development().withCallEngine(CallEngineConfig.basic().withRecording(true))))
            .anySatisfy(problem -> assertThat(problem).startsWith("calls.recording"));
    }

    @Test
    void listenersOnOnePortAreTwoProblemsOnlyWhenTheProtocolIsTheSame() {
        assertThat(problems(development().withSipStack(SipStackConfig.custom().withListen("udp://127.0.0.1:5060").withListen("tcp://127.0.0.1:5060")))).isEmpty();
        assertThat(problems(development().withSipStack(SipStackConfig.custom().withListen("udp://127.0.0.1:5060").withListen("udp://127.0.0.1:5060"))))
            .hasSize(1);
    }

    @Test
    void onlyKnownPortsCanBeReplaced() {
        assertThatThrownBy(() -> development().bind(Runnable.class, () -> { }).build())
            .isInstanceOf(ConfigurationException.class).hasMessageContaining("java.lang.Runnable is no port of this platform");
    }

    @Test
    void pushNotificationsAreThereWhereSomebodySendsThem() {
        PushSender sender = new PushSender() {
            @Override
            public Set<String> providers() {
                return Set.of("fcm");
            }

            @Override
            public CompletionStage<Boolean> send(PushNotice notice) {
                return CompletableFuture.completedStage(true);
            }
        };
        VoipPlatform.Builder wanted = development().withFeature(Feature.PUSH_NOTIFICATIONS);
        assertThatThrownBy(wanted::build).hasMessageContaining("features: push-notifications needs somebody who sends them");
        try (VoipPlatform pushing = wanted.bind(PushSender.class, sender).build()) {
            assertThat(pushing.missing()).doesNotContain("features.push-notifications");
            assertThat(pushing.get(PushSender.class)).isSameAs(sender);
        }
        assertThatThrownBy(() -> development().bind(PushSender.class, sender)
            .withCallEngine(CallEngineConfig.basic().withMode(EngineMode.PROXY)).build()).hasMessageContaining("calls.mode: proxy");
    }

    @Test
    void insecureBindLetsDevelopmentListenElsewhere() {
        VoipPlatform.Builder open = development().withSipStack(SipStackConfig.custom().withListen("udp://0.0.0.0:5060"));
        assertThat(problems(open)).isNotEmpty();
        assertThat(problems(open.withInsecureBind(true))).isEmpty();
    }
}
