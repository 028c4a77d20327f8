package io.rvoip.media.internal;

/** The timestamps of what one leg says: they follow the loop's clock, also while nothing is sent. */
public final class MediaClock {
    private static final long SECOND = 1_000_000_000L;

    private int clockRate = 8000;
    private long startedAt;
    private int base;

    /** A clock that stands at 0 at {@code now}. */
    public MediaClock(long now) {
        startedAt = now;
    }

    /** Runs at another rate from {@code now} on, without a step. */
    public void rate(int rate, long now) {
        if (rate != clockRate) {
            base = at(now);
            startedAt = now;
            clockRate = rate;
        }
    }

    /** The timestamp of {@code now}, 32 raw bits. */
    public int at(long now) {
        long nanos = now - startedAt;
        return base + (int) (nanos / SECOND * clockRate + nanos % SECOND * clockRate / SECOND);
    }
}
