package io.rvoip.media.analysis;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * How much of a recording is another one, with the alignment following the delay from window to window.
 *
 * @param windows  one for each audible window of the reference, in order, each with its own lag
 * @param together all of them as one, with one gain; its lag is that of the recordings as a whole
 */
public record WindowedSimilarity(List<Similarity> windows, Similarity together) {
    /** Copies the list. */
    public WindowedSimilarity {
        windows = List.copyOf(windows);
    }

    /** How much the lag changed between its smallest and its largest, over the windows that were recognised. */
    public Duration drift() {
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        for (Similarity w : windows) {
            if (w.above(0.9)) {
                min = Math.min(min, w.lag().toNanos());
                max = Math.max(max, w.lag().toNanos());
            }
        }
        return min > max ? Duration.ZERO : Duration.ofNanos(max - min);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s in %d windows, drift %.1f ms", together, windows.size(),
                drift().toNanos() / 1e6);
    }
}
