package io.rvoip.media;

/**
 * Bounds of a {@link MediaEngine}.
 *
 * @param maxSessions legs open at the same time, at least 1
 * @param maxTaps     recorders and monitors on one leg, 1 to 100
 */
public record MediaLimits(int maxSessions, int maxTaps) {
    /** 20,000 legs, 8 taps on each. */
    public static final MediaLimits DEFAULT = new MediaLimits(20_000, 8);

    /** Checks the ranges. */
    public MediaLimits {
        if (maxSessions < 1) {
            throw new IllegalArgumentException("maxSessions: " + maxSessions + " (expected: at least 1)");
        }
        if (maxTaps < 1 || maxTaps > 100) {
            throw new IllegalArgumentException("maxTaps: " + maxTaps + " (expected: 1-100)");
        }
    }

    /** Another bound of legs. */
    public MediaLimits withMaxSessions(int sessions) {
        return new MediaLimits(sessions, maxTaps);
    }
}
