package io.rvoip.media.codec;

import java.util.Arrays;

/**
 * Changes the sampling rate of a mono stream by a rational factor: a polyphase FIR filter whose prototype is a sinc
 * under a Kaiser window, cut at 90 % of the lower Nyquist rate, about 80 dB down beyond it. Stateful: one per stream,
 * one thread. {@link #process} allocates nothing.
 *
 * <p>The output lags the input by {@link #delaySamples()} output samples, all of which are silence at the beginning.
 */
public final class Resampler {
    /** Rates below this are refused. */
    public static final int MIN_RATE = 1000;
    /** Rates above this are refused: there is no voice up there. */
    public static final int MAX_RATE = 192_000;

    private static final int TAPS_PER_PHASE = 48;
    private static final int MAX_PHASES = 640;
    private static final double KAISER_BETA = 7.9;

    private final int up;
    private final int down;
    private final int taps;
    private final float[] phases;
    private final float[] history;
    private int newest;
    private int phase;

    /**
     * A resampler between two rates in Hz.
     *
     * @throws IllegalArgumentException when a rate is not in 1000-192000, or the two have no common measure worth
     *         computing
     */
    public Resampler(int fromRate, int toRate) {
        requireRate("fromRate", fromRate);
        requireRate("toRate", toRate);
        int divisor = gcd(fromRate, toRate);
        up = toRate / divisor;
        down = fromRate / divisor;
        if (up > MAX_PHASES) {
            throw new IllegalArgumentException("toRate: " + fromRate + " to " + toRate + " Hz needs " + up
                    + " filter phases (expected: at most " + MAX_PHASES + ")");
        }
        taps = TAPS_PER_PHASE * Math.max(1, (down + up - 1) / up);
        phases = up == down ? new float[0] : design(up, down, taps);
        history = new float[2 * taps];
    }

    /** The delay of the filter, in samples of the output. */
    public int delaySamples() {
        return up == down ? 0 : taps * up / 2 / down;
    }

    /** The most samples {@link #process} gives for {@code samples} of input. */
    public int maxOutput(int samples) {
        return (int) (((long) samples * up + up) / down) + 1;
    }

    /**
     * Takes all of the input and writes what it completes.
     *
     * @param out with room for {@link #maxOutput} samples from {@code outOffset} on
     * @return samples written
     */
    public int process(short[] in, int offset, int samples, short[] out, int outOffset) {
        if (up == down) {
            System.arraycopy(in, offset, out, outOffset, samples);
            return samples;
        }
        int written = 0;
        for (int i = offset; i < offset + samples; i++) {
            push(in[i]);
            while (phase < up) {
                out[outOffset + written++] = convolve(phase);
                phase += down;
            }
            phase -= up;
        }
        return written;
    }

    /** A whole recording at another rate, aligned with the original: the filter's delay is taken off. */
    public static short[] convert(short[] pcm, int fromRate, int toRate) {
        Resampler resampler = new Resampler(fromRate, toRate);
        int skip = resampler.delaySamples();
        int wanted = (int) ((long) pcm.length * toRate / fromRate);
        short[] padded = Arrays.copyOf(pcm, pcm.length + resampler.taps + 1);
        short[] out = new short[resampler.maxOutput(padded.length)];
        resampler.process(padded, 0, padded.length, out, 0);
        return Arrays.copyOfRange(out, skip, skip + wanted);
    }

    /** Every sample is kept twice, so that the newest {@code taps} of them are always contiguous. */
    private void push(short sample) {
        newest = newest == 0 ? taps - 1 : newest - 1;
        history[newest] = sample;
        history[newest + taps] = sample;
    }

    private short convolve(int ofPhase) {
        float sum = 0;
        int base = ofPhase * taps;
        for (int i = 0; i < taps; i++) {
            sum += phases[base + i] * history[newest + i];
        }
        int rounded = Math.round(sum);
        return (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, rounded));
    }

    private static float[] design(int up, int down, int taps) {
        int length = taps * up;
        double cutoff = 0.9 / Math.max(up, down);
        // a whole number of output samples, so that a converted recording lines up with the original exactly
        double middle = length / 2 / down * down;
        float[] phases = new float[length];
        for (int p = 0; p < up; p++) {
            double[] row = new double[taps];
            double gain = 0;
            for (int k = 0; k < taps; k++) {
                double t = k * up + p - middle;
                row[k] = sinc(cutoff * t) * kaiser(t / middle);
                gain += row[k];
            }
            for (int k = 0; k < taps; k++) {
                phases[p * taps + k] = (float) (row[k] / gain);
            }
        }
        return phases;
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }

    private static double kaiser(double x) {
        return Math.abs(x) > 1 ? 0 : bessel(KAISER_BETA * Math.sqrt(1 - x * x)) / bessel(KAISER_BETA);
    }

    /** The modified Bessel function of the first kind and order zero, by its power series. */
    private static double bessel(double x) {
        double term = 1;
        double sum = 1;
        for (int k = 1; term > 1e-12 * sum; k++) {
            term *= (x / (2 * k)) * (x / (2 * k));
            sum += term;
        }
        return sum;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    private static void requireRate(String name, int rate) {
        if (rate < MIN_RATE || rate > MAX_RATE) {
            throw new IllegalArgumentException(name + ": " + rate + " (expected: " + MIN_RATE + "-" + MAX_RATE + ")");
        }
    }
}
