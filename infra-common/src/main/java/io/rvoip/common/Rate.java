package io.rvoip.common;

/**
 * So many per second, and so many at once after a pause.
 *
 * @param perSecond tokens that flow back each second, 0.001–1,000,000
 * @param burst tokens a full bucket holds, 1–1,000,000
 */
public record Rate(double perSecond, int burst) {
    /** What {@link #take} answers when there are not enough tokens. */
    static final long REFUSED = Long.MIN_VALUE;

    private static final double NANOS_PER_SECOND = 1e9;
    private static final int MOST = 1_000_000;

    /** Checks the ranges. */
    public Rate {
        Expect.inRange("perSecond", perSecond, 0.001, MOST);
        Expect.inRange("burst", burst, 1, MOST);
    }

    /** The state of a bucket after taking, or {@link #REFUSED}; a bucket is the time at which it is full. */
    long take(long fullAt, int tokens, long now) {
        long after = Math.max(fullAt, now) + tokens * interval();
        return after - now > burst * interval() ? REFUSED : after;
    }

    /** The state of a bucket after one token came back. */
    long giveBack(long fullAt, long now) {
        return Math.max(fullAt - interval(), now);
    }

    long nanosUntilNext(long fullAt, long now) {
        return Math.max(0, fullAt - now + interval() - burst * interval());
    }

    private long interval() {
        return (long) (NANOS_PER_SECOND / perSecond);
    }
}
