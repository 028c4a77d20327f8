package io.rvoip.media.analysis;

import io.rvoip.media.audio.AudioClip;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tells whether a recording holds what was said: lines the two up by cross-correlation, so that most of the shorter one is
 * compared, then measures correlation and signal-to-noise ratio with the gain matched. Channels are mixed down, and the reference is resampled to the rate of
 * the recording.
 */
public final class AudioComparison {
    private static final double TINY = 1e-9;

    private AudioComparison() {
    }

    /**
     * Compares at the one lag that fits best. A recording that was stretched on its way (a jitter buffer at the far
     * end) needs {@link #windowed(AudioClip, AudioClip, Duration, Duration)}.
     */
    public static Similarity compare(AudioClip reference, AudioClip recording) {
        AudioClip rec = recording.mixedDown();
        AudioClip ref = reference.atRate(rec.sampleRate());
        double[] a = samples(ref, 0, ref.frames());
        double[] b = samples(rec, 0, rec.frames());
        return a.length == 0 || b.length == 0 ? Similarity.NONE : atBestLag(a, b, rec.sampleRate());
    }

    /**
     * Compares window by window, each at its own lag near the lag of the whole, so that slow drift and the jumps of
     * a jitter buffer do not count as noise. Windows in which the reference is silent are left out; what the recording
     * lacks counts as silence.
     *
     * @param window  long enough to be recognised: 200 ms and more
     * @param maxDrift how far a window may lie from the lag of the whole
     */
    public static WindowedSimilarity windowed(AudioClip reference, AudioClip recording, Duration window,
            Duration maxDrift) {
        AudioClip rec = recording.mixedDown();
        int rate = rec.sampleRate();
        AudioClip ref = reference.atRate(rate);
        int size = (int) (window.toMillis() * rate / 1000);
        int reach = (int) (maxDrift.toMillis() * rate / 1000);
        if (size < 2 || reach < 0) {
            throw new IllegalArgumentException("window: " + window + " within " + maxDrift
                    + " (expected: a window of some samples, a drift not negative)");
        }
        Similarity whole = compare(ref, rec);
        int lag = samples(whole.lag(), rate);
        double audible = ref.rms() / 4;
        List<Similarity> found = new ArrayList<>();
        double[] said = new double[ref.frames()];
        double[] heard = new double[ref.frames()];
        int joined = 0;
        for (int start = 0; start + size <= ref.frames(); start += size) {
            double[] a = samples(ref, start, start + size);
            if (rms(a) > audible) {
                int from = start + lag - reach;
                Similarity s = within(a, samples(rec, from, from + size + 2 * reach), rate)
                        .laterBy(nanos(from - start, rate));
                found.add(s);
                int at = start + samples(s.lag(), rate);
                System.arraycopy(a, 0, said, joined, size);
                System.arraycopy(samples(rec, at, at + size), 0, heard, joined, size);
                joined += size;
            }
        }
        Similarity all = measure(Arrays.copyOf(said, joined), Arrays.copyOf(heard, joined), 0, rate);
        return new WindowedSimilarity(found, all.laterBy(whole.lag()));
    }

    /**
     * Where what was said is heard twice, the second time cut off, and a jitter buffer has moved parts of the first, the second
     * fits best: only lags count at which three quarters of the shorter of the two overlap.
     */
    private static Similarity atBestLag(double[] a, double[] b, int rate) {
        int n = Integer.highestOneBit(a.length + b.length) * 2;
        double[] x = Arrays.copyOf(a, n);
        double[] c = Arrays.copyOf(b, n);
        Fft.correlate(x, c);
        int least = Math.min(a.length, b.length) * 3 / 4;
        int best = 0;
        for (int lag = least - a.length; lag <= b.length - least; lag++) {
            if (c[Math.floorMod(lag, n)] > c[Math.floorMod(best, n)]) {
                best = lag;
            }
        }
        return measure(a, b, best, rate);
    }

    /** At the lag where {@code a} lies wholly in {@code b} and resembles it most: a louder stranger is not preferred. */
    private static Similarity within(double[] a, double[] b, int rate) {
        int n = Integer.highestOneBit(a.length + b.length) * 2;
        double[] c = Arrays.copyOf(b, n);
        Fft.correlate(Arrays.copyOf(a, n), c);
        double energy = 0;
        for (int i = 0; i < a.length; i++) {
            energy += b[i] * b[i];
        }
        int best = 0;
        double most = 0;
        for (int k = 0; k + a.length <= b.length; k++) {
            double likeness = energy < TINY ? 0 : c[k] / Math.sqrt(energy);
            if (likeness > most) {
                most = likeness;
                best = k;
            }
            if (k + a.length < b.length) {
                energy += b[k + a.length] * b[k + a.length] - b[k] * b[k];
            }
        }
        return measure(a, Arrays.copyOfRange(b, best, best + a.length), 0, rate).laterBy(nanos(best, rate));
    }

    private static Similarity measure(double[] a, double[] b, int lag, int rate) {
        int fromA = Math.max(0, -lag);
        int fromB = Math.max(0, lag);
        int overlap = Math.min(a.length - fromA, b.length - fromB);
        if (overlap <= 0) {
            return Similarity.NONE;
        }
        double aa = 0;
        double bb = 0;
        double ab = 0;
        for (int i = 0; i < overlap; i++) {
            aa += a[fromA + i] * a[fromA + i];
            bb += b[fromB + i] * b[fromB + i];
            ab += a[fromA + i] * b[fromB + i];
        }
        double gain = aa == 0 ? 0 : ab / aa;
        double noise = 0;
        for (int i = 0; i < overlap; i++) {
            double d = b[fromB + i] - gain * a[fromA + i];
            noise += d * d;
        }
        double correlation = aa == 0 || bb == 0 ? 0 : ab / Math.sqrt(aa * bb);
        double snr = noise == 0 && aa > 0 ? Double.POSITIVE_INFINITY
                : 10 * Math.log10(gain * gain * aa / Math.max(TINY, noise));
        return new Similarity(nanos(lag, rate), nanos(overlap, rate), correlation, gain, snr);
    }

    /** Samples {@code from} to {@code to} of a mono clip; what lies outside of it is silence. */
    private static double[] samples(AudioClip clip, int from, int to) {
        double[] out = new double[to - from];
        for (int i = Math.max(0, -from); i < out.length && from + i < clip.frames(); i++) {
            out[i] = clip.sample(from + i, 0);
        }
        return out;
    }

    private static double rms(double[] x) {
        double sum = 0;
        for (double v : x) {
            sum += v * v;
        }
        return Math.sqrt(sum / x.length);
    }

    private static int samples(Duration lag, int rate) {
        return (int) Math.round(lag.toNanos() * (double) rate / 1e9);
    }

    private static Duration nanos(long samples, int rate) {
        return Duration.ofNanos(samples * 1_000_000_000L / rate);
    }
}
