package io.rvoip.ice.stun;

/** Retransmission timeout from measured round trips (RFC 6298), never under the configured one (RFC 8489 §6.2.1). */
final class RoundTrip {
    private static final long STALE_NANOS = 600_000_000_000L;
    private static final long MOST_NANOS = 60_000_000_000L;

    private final long floor;
    private long smoothed;
    private long variation;
    private long measuredAt;

    RoundTrip(long floorNanos) {
        this.floor = floorNanos;
    }

    /** A round trip of a request that was sent once only: Karn's algorithm. */
    void measured(long nanos, long now) {
        if (smoothed == 0) {
            smoothed = nanos;
            variation = nanos / 2;
        } else {
            variation += (Math.abs(smoothed - nanos) - variation) / 4;
            smoothed += (nanos - smoothed) / 8;
        }
        measuredAt = now;
    }

    /** What the next transaction starts with; measurements are forgotten after ten minutes. */
    long timeout(long now) {
        if (smoothed != 0 && now - measuredAt > STALE_NANOS) {
            smoothed = 0;
        }
        return smoothed == 0 ? floor : Math.min(MOST_NANOS, Math.max(floor, smoothed + 4 * variation));
    }
}
