package io.rvoip.common;

/**
 * Limits a rate while allowing bursts, in one {@code long}: the time at which the bucket would be full again. Nothing
 * is allocated. Confined to one thread.
 */
public final class TokenBucket {
    private final Rate rate;
    private long fullAt;

    /** A full bucket. */
    public TokenBucket(Rate rate, long now) {
        this.rate = rate;
        this.fullAt = now;
    }

    /** Takes one token, if there is one. */
    public boolean tryTake(long now) {
        return tryTake(1, now);
    }

    /**
     * Takes {@code tokens} at once or none at all.
     *
     * @param tokens 1 or more; more than the burst never succeeds
     */
    public boolean tryTake(int tokens, long now) {
        long after = rate.take(fullAt, tokens, now);
        if (after == Rate.REFUSED) {
            return false;
        }
        fullAt = after;
        return true;
    }

    /** Nanoseconds until a token is there, 0 when there is one now. */
    public long nanosUntilNext(long now) {
        return rate.nanosUntilNext(fullAt, now);
    }
}
