package io.rvoip.rtp.jitter;

/**
 * How missing packets were spread, lost and late ones alike, since the beginning (RFC 3611 section 4.7.2).
 *
 * @param expected packets that came up for playing
 * @param missing of them, those that were not there
 * @param bursts periods of many missing packets
 * @param burstPackets packets expected in them
 * @param burstMissing packets missing in them
 * @param gaps periods between them, before the first and after the last
 */
public record BurstLoss(long expected, long missing, long bursts, long burstPackets, long burstMissing, long gaps) {
    /** Nothing came up yet. */
    public static final BurstLoss NONE = new BurstLoss(0, 0, 0, 0, 0, 0);

    /** Packets in a row that end a burst: Gmin. */
    public static final int GAP_THRESHOLD = 16;

    /** Share missing within bursts, 0.0 to 1.0; 0 without any. */
    public double burstDensity() {
        return share(burstMissing, burstPackets);
    }

    /** Share missing outside of bursts, 0.0 to 1.0. */
    public double gapDensity() {
        return share(missing - burstMissing, expected - burstPackets);
    }

    /** Packets that a burst lasts on average; 0 without any. */
    public double burstLength() {
        return share(burstPackets, bursts);
    }

    /** Packets between two bursts on average. */
    public double gapLength() {
        return share(expected - burstPackets, gaps);
    }

    private static double share(long part, long of) {
        return of == 0 ? 0 : (double) part / of;
    }
}
