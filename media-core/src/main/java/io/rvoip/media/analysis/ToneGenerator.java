package io.rvoip.media.analysis;

import io.rvoip.media.audio.AudioClip;
import java.time.Duration;

/** Clips of known content. */
public final class ToneGenerator {
    private static final double FULL_SCALE = Short.MAX_VALUE;

    private ToneGenerator() {
    }

    /**
     * A sine.
     *
     * @param amplitude of full scale, 0-1
     */
    public static AudioClip sine(int sampleRate, double hertz, double amplitude, Duration length) {
        return mix(sampleRate, amplitude, length, hertz);
    }

    /** Several sines at once, each of {@code amplitude}; the sum is cut off at full scale. */
    public static AudioClip mix(int sampleRate, double amplitude, Duration length, double... hertz) {
        if (!(amplitude >= 0 && amplitude <= 1)) {
            throw new IllegalArgumentException("amplitude: " + amplitude + " (expected: 0-1)");
        }
        short[] out = new short[(int) (length.toNanos() * sampleRate / 1_000_000_000L)];
        for (int i = 0; i < out.length; i++) {
            double sum = 0;
            for (double f : hertz) {
                sum += Math.sin(2 * Math.PI * f * i / sampleRate);
            }
            out[i] = clipped(FULL_SCALE * amplitude * sum);
        }
        return AudioClip.mono(sampleRate, out);
    }

    /**
     * A sine that glides from one frequency to another: unlike a steady tone it lines up with itself in one place
     * only, which is what a comparison needs.
     */
    public static AudioClip sweep(int sampleRate, double fromHertz, double toHertz, double amplitude,
            Duration length) {
        short[] out = new short[(int) (length.toNanos() * sampleRate / 1_000_000_000L)];
        double seconds = length.toNanos() / 1e9;
        for (int i = 0; i < out.length; i++) {
            double t = (double) i / sampleRate;
            double turns = fromHertz * t + (toHertz - fromHertz) * t * t / (2 * seconds);
            out[i] = clipped(FULL_SCALE * amplitude * Math.sin(2 * Math.PI * turns));
        }
        return AudioClip.mono(sampleRate, out);
    }

    private static short clipped(double value) {
        return (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Math.round(value)));
    }
}
