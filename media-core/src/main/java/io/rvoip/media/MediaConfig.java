package io.rvoip.media;

import io.rvoip.common.SecurityProfile;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What an application wants of its media. The presets are wishes: a build gives what it has of them, and
 * {@link Capabilities} lists the rest. What a caller sets with a {@code with…} method is an order: a build that lacks
 * it refuses the whole configuration by name. Every preset contains G.711, without which no plain phone can be
 * called.
 *
 * @param audioCodecs      in order of preference, at least one
 * @param videoCodecs      in order of preference; empty for calls without video
 * @param echoCancellation of the loudspeaker's sound in the microphone
 * @param noiseSuppression of steady noise in the microphone
 * @param autoGainControl  of the microphone's level
 * @param audioQuality     what matters most
 * @param named            the settings a caller named himself
 */
public record MediaConfig(List<AudioCodecId> audioCodecs, List<VideoCodecId> videoCodecs, boolean echoCancellation,
        boolean noiseSuppression, boolean autoGainControl, AudioQuality audioQuality, Set<MediaSetting> named) {
    private static final List<AudioCodecId> ALL_AUDIO = List.of(AudioCodecId.OPUS, AudioCodecId.G722,
            AudioCodecId.G711U, AudioCodecId.G711A);

    /** Refuses an empty codec list, and codecs named twice. */
    public MediaConfig {
        audioCodecs = List.copyOf(audioCodecs);
        videoCodecs = List.copyOf(videoCodecs);
        named = Set.copyOf(named);
        if (audioCodecs.isEmpty()) {
            throw new IllegalArgumentException("audioCodecs: none (expected: at least one)");
        }
        if (Set.copyOf(audioCodecs).size() < audioCodecs.size()) {
            throw new IllegalArgumentException("audioCodecs: " + audioCodecs + " (expected: each once)");
        }
        if (Set.copyOf(videoCodecs).size() < videoCodecs.size()) {
            throw new IllegalArgumentException("videoCodecs: " + videoCodecs + " (expected: each once)");
        }
    }

    /** All audio codecs, H.264 and VP8, all audio processing, balanced. */
    public static MediaConfig defaults() {
        return preset(ALL_AUDIO, List.of(VideoCodecId.H264, VideoCodecId.VP8), true, AudioQuality.BALANCED);
    }

    /** As the default, but saving bandwidth. */
    public static MediaConfig mobile() {
        return preset(ALL_AUDIO, List.of(VideoCodecId.H264, VideoCodecId.VP8), true, AudioQuality.BANDWIDTH);
    }

    /** All audio codecs, H.264, VP8 and VP9, best quality. */
    public static MediaConfig desktop() {
        return preset(ALL_AUDIO, List.of(VideoCodecId.H264, VideoCodecId.VP8, VideoCodecId.VP9), true,
                AudioQuality.QUALITY);
    }

    /** All audio codecs, no video, best quality. */
    public static MediaConfig voiceOnly() {
        return preset(ALL_AUDIO, List.of(), true, AudioQuality.QUALITY);
    }

    /** All audio codecs, H.264, VP8 and VP9, balanced. */
    public static MediaConfig conferencing() {
        return preset(ALL_AUDIO, List.of(VideoCodecId.H264, VideoCodecId.VP8, VideoCodecId.VP9), true,
                AudioQuality.BALANCED);
    }

    /** Opus before the 64 kbit/s of G.711, no audio processing, saving bandwidth. */
    public static MediaConfig lowBandwidth() {
        return preset(List.of(AudioCodecId.OPUS, AudioCodecId.G711U, AudioCodecId.G711A), List.of(VideoCodecId.H264),
                false, AudioQuality.BANDWIDTH);
    }

    /** Opus before G.711, H.264, VP9 and AV1, best quality. */
    public static MediaConfig highQuality() {
        return preset(List.of(AudioCodecId.OPUS, AudioCodecId.G711U, AudioCodecId.G711A),
                List.of(VideoCodecId.H264, VideoCodecId.VP9, VideoCodecId.AV1), true, AudioQuality.QUALITY);
    }

    /** The preset that goes with a security profile. */
    public static MediaConfig fromSecurityProfile(SecurityProfile profile) {
        return switch (profile) {
            case DEVELOPMENT -> lowBandwidth();
            case STANDARD -> desktop();
            case HIGH_SECURITY, GOVERNMENT -> highQuality();
            case ENTERPRISE -> conferencing();
        };
    }

    /** Orders these audio codecs, best first. */
    public MediaConfig withAudioCodecs(AudioCodecId... codecs) {
        return new MediaConfig(List.of(codecs), videoCodecs, echoCancellation, noiseSuppression, autoGainControl,
                audioQuality, naming(MediaSetting.AUDIO_CODECS));
    }

    /** Orders these video codecs, best first; none for calls without video. */
    public MediaConfig withVideoCodecs(VideoCodecId... codecs) {
        return new MediaConfig(audioCodecs, List.of(codecs), echoCancellation, noiseSuppression, autoGainControl,
                audioQuality, naming(MediaSetting.VIDEO_CODECS));
    }

    /** Orders echo cancellation on or off. */
    public MediaConfig withEchoCancellation(boolean on) {
        return new MediaConfig(audioCodecs, videoCodecs, on, noiseSuppression, autoGainControl, audioQuality,
                naming(MediaSetting.ECHO_CANCELLATION));
    }

    /** Orders noise suppression on or off. */
    public MediaConfig withNoiseSuppression(boolean on) {
        return new MediaConfig(audioCodecs, videoCodecs, echoCancellation, on, autoGainControl, audioQuality,
                naming(MediaSetting.NOISE_SUPPRESSION));
    }

    /** Orders automatic gain control on or off. */
    public MediaConfig withAutoGainControl(boolean on) {
        return new MediaConfig(audioCodecs, videoCodecs, echoCancellation, noiseSuppression, on, audioQuality,
                naming(MediaSetting.AUTO_GAIN_CONTROL));
    }

    /** Chooses what matters most; every build can do each of them. */
    public MediaConfig withAudioQuality(AudioQuality quality) {
        return new MediaConfig(audioCodecs, videoCodecs, echoCancellation, noiseSuppression, autoGainControl, quality,
                named);
    }

    private Set<MediaSetting> naming(MediaSetting setting) {
        EnumSet<MediaSetting> all = EnumSet.of(setting);
        all.addAll(named);
        return all;
    }

    private static MediaConfig preset(List<AudioCodecId> audio, List<VideoCodecId> video, boolean processing,
            AudioQuality quality) {
        return new MediaConfig(audio, video, processing, processing, processing, quality, Set.of());
    }
}
