package io.rvoip.media;

import io.rvoip.common.ValidationReport;
import io.rvoip.media.codec.AudioCodec;
import io.rvoip.media.codec.Codecs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What this build really has of what {@link MediaConfig} can ask for. Video and audio processing are not built yet.
 *
 * @param codecs the audio codecs there are
 */
public record Capabilities(Codecs codecs) {
    /** What comes with this module. */
    public static Capabilities thisBuild() {
        return new Capabilities(Codecs.builtIn());
    }

    /** The audio codecs of {@link AudioCodecId} there are. */
    public List<AudioCodecId> audioCodecs() {
        List<AudioCodecId> there = new ArrayList<>();
        for (AudioCodecId id : AudioCodecId.values()) {
            if (codec(id).isPresent()) {
                there.add(id);
            }
        }
        return List.copyOf(there);
    }

    /** The codec behind a name, when it is there. */
    public Optional<AudioCodec> codec(AudioCodecId id) {
        return codecs.find(id.sdpName(), id.clockRate(), id.channels());
    }

    /**
     * What can be had of a configuration.
     *
     * @throws io.rvoip.common.ConfigurationException when the caller named something that is not there, or nothing
     *         of the audio is
     */
    public MediaPlan plan(MediaConfig config) {
        check(config).throwIfInvalid();
        return new MediaPlan(config.audioCodecs().stream().flatMap(id -> codec(id).stream()).toList(),
                config.audioQuality(), missing(config).stream().map(Missing::what).toList());
    }

    /** What the caller named and this build lacks, by field. */
    public ValidationReport check(MediaConfig config) {
        ValidationReport.Collector problems = ValidationReport.collect();
        for (Missing missing : missing(config)) {
            if (config.named().contains(missing.setting)) {
                problems.add(missing.setting.path(), missing.what + " is not in this build", missing.fix);
            }
        }
        boolean audible = config.audioCodecs().stream().anyMatch(id -> codec(id).isPresent());
        if (!audible && problems.report().isValid()) {
            problems.add(MediaSetting.AUDIO_CODECS.path(), "none of " + config.audioCodecs() + " is in this build",
                    "add one of " + audioCodecs());
        }
        return problems.report();
    }

    private List<Missing> missing(MediaConfig config) {
        List<Missing> all = new ArrayList<>();
        for (AudioCodecId id : config.audioCodecs()) {
            if (codec(id).isEmpty()) {
                all.add(new Missing(MediaSetting.AUDIO_CODECS, "audio codec " + id, "use " + audioCodecs()));
            }
        }
        for (VideoCodecId id : config.videoCodecs()) {
            all.add(new Missing(MediaSetting.VIDEO_CODECS, "video codec " + id, "name no video codec"));
        }
        missingProcessing(config.echoCancellation(), MediaSetting.ECHO_CANCELLATION, "echo cancellation", all);
        missingProcessing(config.noiseSuppression(), MediaSetting.NOISE_SUPPRESSION, "noise suppression", all);
        missingProcessing(config.autoGainControl(), MediaSetting.AUTO_GAIN_CONTROL, "automatic gain control", all);
        return all;
    }

    private static void missingProcessing(boolean wanted, MediaSetting setting, String what, List<Missing> all) {
        if (wanted) {
            all.add(new Missing(setting, what, "set it to false"));
        }
    }

    private record Missing(MediaSetting setting, String what, String fix) {
    }
}
