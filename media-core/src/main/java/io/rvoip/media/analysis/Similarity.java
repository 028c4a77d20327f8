package io.rvoip.media.analysis;

import java.time.Duration;
import java.util.Locale;

/**
 * How much one recording is another one.
 *
 * @param lag         how much later the recording says the same; negative when it begins in the middle
 * @param overlap     how long both had something to compare
 * @param correlation -1 to 1 at that lag; 0 when one of them is silent
 * @param gain        the factor that brings the reference closest to the recording
 * @param snrDb       the power of the matched reference against what remains, in dB; infinite for an exact copy
 */
public record Similarity(Duration lag, Duration overlap, double correlation, double gain, double snrDb) {
    /** What is said of two recordings that have nothing in common. */
    static final Similarity NONE = new Similarity(Duration.ZERO, Duration.ZERO, 0, 0, Double.NEGATIVE_INFINITY);

    /** Whether the correlation is above {@code threshold}; 0.9 is speech that was understood. */
    public boolean above(double threshold) {
        return correlation > threshold;
    }

    /** The same with a lag that is greater by {@code more}. */
    Similarity laterBy(Duration more) {
        return new Similarity(lag.plus(more), overlap, correlation, gain, snrDb);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "correlation %.4f, SNR %.1f dB, lag %.1f ms, gain %.3f over %.2f s",
                correlation, snrDb, lag.toNanos() / 1e6, gain, overlap.toNanos() / 1e9);
    }
}
