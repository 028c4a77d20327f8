package io.rvoip.rtp.jitter;

import java.util.Arrays;

/**
 * Finds out how long packets have to wait: the fastest transit of the last second is the base, and the delay is
 * what all but one in 200 of the last ten seconds needed on top of it.
 */
final class DelayEstimator {
    private static final long BUCKET = 5_000_000L;
    private static final int BASE_WINDOW = 64;
    private static final int WINDOW = 512;
    private static final int OUTLIERS_ONE_IN = 200;
    private static final int SETTLED = 50;

    private final long minDelay;
    private final long maxDelay;
    private final long unsettledDelay;
    private final long[] transits = new long[BASE_WINDOW];
    private final short[] buckets = new short[WINDOW];
    private final int[] counts;
    private int transitCount;
    private int bucketCount;
    private long base;
    private long delay;

    DelayEstimator(long minDelay, long maxDelay, long unsettledDelay) {
        this.minDelay = minDelay;
        this.maxDelay = maxDelay;
        this.unsettledDelay = Math.min(maxDelay, unsettledDelay);
        this.counts = new int[(int) (maxDelay / BUCKET) + 2];
        this.delay = Math.max(minDelay, this.unsettledDelay);
    }

    /** A packet took {@code transit}: arrival less media position, on any common scale. */
    void observe(long transit) {
        updateBase(transit);
        int bucket = (int) Math.min((transit - base) / BUCKET, counts.length - 1);
        int at = bucketCount % WINDOW;
        if (bucketCount >= WINDOW) {
            counts[buckets[at]]--;
        }
        buckets[at] = (short) bucket;
        counts[bucket]++;
        bucketCount = bucketCount == 2 * WINDOW - 1 ? WINDOW : bucketCount + 1;
        updateDelay();
    }

    private void updateBase(long transit) {
        int at = transitCount % BASE_WINDOW;
        long gone = transits[at];
        boolean full = transitCount >= BASE_WINDOW;
        transits[at] = transit;
        if (transitCount == 0 || transit <= base) {
            base = transit;
        } else if (full && gone == base) {
            base = transit;
            for (long other : transits) {
                base = Math.min(base, other);
            }
        }
        transitCount = transitCount == 2 * BASE_WINDOW - 1 ? BASE_WINDOW : transitCount + 1;
    }

    private void updateDelay() {
        int known = Math.min(bucketCount, WINDOW);
        int above = known / OUTLIERS_ONE_IN;
        int bucket = counts.length - 1;
        while (bucket > 0 && (above -= counts[bucket]) >= 0) {
            bucket--;
        }
        long wanted = (bucket + 1) * BUCKET;
        if (known < SETTLED) {
            wanted = Math.max(wanted, unsettledDelay);
        }
        delay = Math.max(minDelay, Math.min(maxDelay, wanted));
    }

    /** The fastest transit lately. */
    long base() {
        return base;
    }

    /** How long a packet of the fastest transit waits, in nanoseconds. */
    long delay() {
        return delay;
    }

    void reset() {
        transitCount = 0;
        bucketCount = 0;
        base = 0;
        Arrays.fill(counts, 0);
        delay = Math.max(minDelay, unsettledDelay);
    }
}
