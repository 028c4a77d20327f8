package io.rvoip.benchmarks;

import org.jspecify.annotations.Nullable;

/**
 * One measured line: ours beside the peer's.
 *
 * @param name what is measured, first the subject ({@code parse proxy fields})
 * @param unit of both figures
 * @param moreIsBetter whether a larger figure is the better one
 * @param ours median of our runs
 * @param peer name of the peer, also when it is missing
 * @param theirs median of the peer's runs, null when it could not be run
 * @param spread how far our runs lay apart, (max - min) / median
 */
record Row(String name, String unit, boolean moreIsBetter, double ours, String peer, @Nullable Double theirs, double spread) {
    /** Over 1 means ours is better, whatever the unit; null where the peer is missing. */
    @Nullable Double ratio() {
        if (theirs == null || theirs == 0 || ours == 0) {
            return null;
        }
        return moreIsBetter ? ours / theirs : theirs / ours;
    }
}
