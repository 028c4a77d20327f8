package io.rvoip.media.file;

/**
 * What is read of a WAV file at most.
 *
 * @param maxBytes      size of the file, 44 to 2 GiB
 * @param maxSampleRate in Hz, 1000 to 192000
 * @param maxChannels   1 to 8
 * @param maxChunks     chunks before the audio, 1 to 1000
 */
public record WavLimits(long maxBytes, int maxSampleRate, int maxChannels, int maxChunks) {
    /** 64 MiB (more than an hour at 8 kHz), 192 kHz, 2 channels, 64 chunks. */
    public static final WavLimits DEFAULT = new WavLimits(64L << 20, 192_000, 2, 64);

    /** Checks the ranges. */
    public WavLimits {
        range("maxBytes", maxBytes, 44, Integer.MAX_VALUE - 8L);
        range("maxSampleRate", maxSampleRate, 1000, 192_000);
        range("maxChannels", maxChannels, 1, 8);
        range("maxChunks", maxChunks, 1, 1000);
    }

    /** The same for files up to {@code bytes}. */
    public WavLimits withMaxBytes(long bytes) {
        return new WavLimits(bytes, maxSampleRate, maxChannels, maxChunks);
    }

    private static void range(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + min + "-" + max + ")");
        }
    }
}
