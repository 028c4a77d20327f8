package io.rvoip.media;

/** The settings of {@link MediaConfig} that a caller can name and a build can lack. */
public enum MediaSetting {
    /** {@link MediaConfig#audioCodecs()}. */
    AUDIO_CODECS("audioCodecs"),
    /** {@link MediaConfig#videoCodecs()}. */
    VIDEO_CODECS("videoCodecs"),
    /** {@link MediaConfig#echoCancellation()}. */
    ECHO_CANCELLATION("echoCancellation"),
    /** {@link MediaConfig#noiseSuppression()}. */
    NOISE_SUPPRESSION("noiseSuppression"),
    /** {@link MediaConfig#autoGainControl()}. */
    AUTO_GAIN_CONTROL("autoGainControl");

    private final String path;

    MediaSetting(String path) {
        this.path = path;
    }

    /** Its name in configurations and in problems. */
    public String path() {
        return path;
    }
}
