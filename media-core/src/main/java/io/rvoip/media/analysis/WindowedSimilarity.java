package io.rvoip.media.analysis;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * How much of a recording is another one, window by window.
 *
 * @param windows one for each audible window of the reference, in order, each with its own lag
 */
public record WindowedSimilarity(List<Similarity> windows) {
    /** Copies the list. */
    public WindowedSimilarity {
        windows = List.copyOf(windows);
    }

    /** The median correlation of all windows; 0 when there is none. */
    public double correlation() {
        return windows.isEmpty() ? 0
                : windows.stream().mapToDouble(Similarity::correlation).sorted().skip((windows.size() - 1) / 2)
                        .findFirst().orElse(0);
    }

    /** The share of windows whose correlation is above {@code threshold}, 0-1; 0 when there is none. */
    public double shareAbove(double threshold) {
        return windows.isEmpty() ? 0 : (double) windows.stream().filter(w -> w.above(threshold)).count()
                / windows.size();
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
        return String.format(Locale.ROOT, "median correlation %.4f, %.0f %% of %d windows above 0.9, drift %.1f ms",
                correlation(), 100 * shareAbove(0.9), windows.size(), drift().toNanos() / 1e6);
    }
}
