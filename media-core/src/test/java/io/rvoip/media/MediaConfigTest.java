package io.rvoip.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.ConfigurationException;
import io.rvoip.common.SecurityProfile;
import io.rvoip.media.codec.Codecs;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class MediaConfigTest {
    private final Capabilities build = Capabilities.thisBuild();

    static List<MediaConfig> presets() {
        return List.of(MediaConfig.defaults(), MediaConfig.mobile(), MediaConfig.desktop(), MediaConfig.voiceOnly(),
                MediaConfig.conferencing(), MediaConfig.lowBandwidth(), MediaConfig.highQuality());
    }

    @ParameterizedTest
    @MethodSource("presets")
    void everyPresetCanCallAPlainPhone(MediaConfig preset) {
        assertThat(preset.audioCodecs()).contains(AudioCodecId.G711U, AudioCodecId.G711A);
        assertThat(preset.named()).isEmpty();
        assertThat(build.check(preset).isValid()).isTrue();
        assertThat(build.plan(preset).audioCodecs()).containsExactly(Codecs.PCMU, Codecs.PCMA);
        assertThat(build.plan(preset).leftOut()).contains("audio codec OPUS");
    }

    @ParameterizedTest
    @EnumSource(SecurityProfile.class)
    void everySecurityProfileHasOne(SecurityProfile profile) {
        assertThat(presets()).contains(MediaConfig.fromSecurityProfile(profile));
    }

    @Test
    void presetsHaveTheValuesOfTheOriginal() {
        assertThat(MediaConfig.desktop().videoCodecs())
                .containsExactly(VideoCodecId.H264, VideoCodecId.VP8, VideoCodecId.VP9);
        assertThat(MediaConfig.desktop().audioQuality()).isEqualTo(AudioQuality.QUALITY);
        assertThat(MediaConfig.mobile().audioQuality()).isEqualTo(AudioQuality.BANDWIDTH);
        assertThat(MediaConfig.voiceOnly().videoCodecs()).isEmpty();
        assertThat(MediaConfig.lowBandwidth().echoCancellation()).isFalse();
        assertThat(MediaConfig.lowBandwidth().audioCodecs()).startsWith(AudioCodecId.OPUS);
        assertThat(MediaConfig.highQuality().videoCodecs())
                .containsExactly(VideoCodecId.H264, VideoCodecId.VP9, VideoCodecId.AV1);
    }

    @Test
    void leftOutNamesWhatAPresetWishedFor() {
        assertThat(build.plan(MediaConfig.defaults()).leftOut()).containsExactly("audio codec OPUS",
                "audio codec G722", "video codec H264", "video codec VP8", "echo cancellation", "noise suppression",
                "automatic gain control");
        assertThat(build.audioCodecs()).containsExactly(AudioCodecId.G711U, AudioCodecId.G711A);
    }

    @Test
    void orderOfTheCallerIsKept() {
        MediaConfig config = MediaConfig.voiceOnly().withAudioCodecs(AudioCodecId.G711A, AudioCodecId.G711U);
        assertThat(build.plan(config).audioCodecs()).containsExactly(Codecs.PCMA, Codecs.PCMU);
    }

    @Test
    void qualityIsPacketTime() {
        MediaConfig config = MediaConfig.defaults().withAudioQuality(AudioQuality.BANDWIDTH);
        assertThat(build.plan(config).quality().ptimeMillis()).isEqualTo(40);
        assertThat(AudioQuality.QUALITY.playoutMarginMillis()).isPositive();
    }

    @Nested
    class Named {
        @Test
        void missingCodecIsRefusedByName() {
            MediaConfig config = MediaConfig.voiceOnly().withAudioCodecs(AudioCodecId.OPUS, AudioCodecId.G711U);
            assertThatThrownBy(() -> build.plan(config)).isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("audioCodecs: audio codec OPUS is not in this build; use [G711U, G711A]");
        }

        @Test
        void allProblemsAreToldAtOnce() {
            MediaConfig config = MediaConfig.defaults().withVideoCodecs(VideoCodecId.VP9).withEchoCancellation(true)
                    .withNoiseSuppression(true).withAutoGainControl(true);
            assertThat(build.check(config).problems()).extracting(p -> p.path()).containsExactly("videoCodecs",
                    "echoCancellation", "noiseSuppression", "autoGainControl");
        }

        @Test
        void switchingOffWhatIsMissingIsFine() {
            MediaConfig config = MediaConfig.defaults().withVideoCodecs().withEchoCancellation(false)
                    .withNoiseSuppression(false).withAutoGainControl(false);
            assertThat(build.check(config).isValid()).isTrue();
            assertThat(build.plan(config).leftOut()).containsExactly("audio codec OPUS", "audio codec G722");
        }

        @Test
        void nothingUsableIsRefusedEvenFromAPreset() {
            MediaConfig config = new MediaConfig(List.of(AudioCodecId.OPUS), List.of(), false, false, false,
                    AudioQuality.BALANCED, Set.of());
            assertThat(build.check(config).toString())
                    .isEqualTo("audioCodecs: none of [OPUS] is in this build; add one of [G711U, G711A]");
        }

        @Test
        void emptyAndDoubleListsAreRefused() {
            assertThatThrownBy(() -> MediaConfig.defaults().withAudioCodecs())
                    .hasMessage("audioCodecs: none (expected: at least one)");
            assertThatThrownBy(() -> MediaConfig.defaults().withVideoCodecs(VideoCodecId.VP8, VideoCodecId.VP8))
                    .hasMessage("videoCodecs: [VP8, VP8] (expected: each once)");
        }
    }
}
