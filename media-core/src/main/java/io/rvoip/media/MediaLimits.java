package io.rvoip.media;

/**
 * Bounds of a {@link MediaEngine}.
 *
 * @param maxSessions legs open at the same time, at least 1
 * @param maxTaps     recorders and monitors on one leg, 1 to 100
 * @param maxVideo    legs that have ports of their own for video at the same time, at least 0: the others are left to audio
 */
public record MediaLimits(int maxSessions, int maxTaps, int maxVideo) {
    /** 20,000 legs, 8 taps on each, ports for the video of all. */
    public static final MediaLimits DEFAULT = new MediaLimits(20_000, 8, 20_000);

    /** Checks the ranges. */
    public MediaLimits {
        if (maxSessions < 1) {
            throw new IllegalArgumentException("maxSessions: " + maxSessions + " (expected: at least 1)");
        }
        if (maxTaps < 1 || maxTaps > 100) {
            throw new IllegalArgumentException("maxTaps: " + maxTaps + " (expected: 1-100)");
        }
        if (maxVideo < 0) {
            throw new IllegalArgumentException("maxVideo: " + maxVideo + " (expected: at least 0)");
        }
    }

    /** Another bound of legs. */
    public MediaLimits withMaxSessions(int sessions) {
        return new MediaLimits(sessions, maxTaps, maxVideo);
    }

    /** Another bound of legs with ports for video. */
    public MediaLimits withMaxVideo(int legs) {
        return new MediaLimits(maxSessions, maxTaps, legs);
    }
}
