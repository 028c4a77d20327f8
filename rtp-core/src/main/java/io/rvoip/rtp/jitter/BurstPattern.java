package io.rvoip.rtp.jitter;

/**
 * Tells bursts of missing packets from single ones (RFC 3611 section 4.7.2): a burst begins and ends with a missing
 * packet, has at least two, and never {@value BurstLoss#GAP_THRESHOLD} packets in a row that are there. Counts as the
 * packets come up for playing; allocates nothing.
 */
final class BurstPattern {
    private long expected;
    private long missing;
    private long clusterFrom;
    private long clusterTo = -1 - BurstLoss.GAP_THRESHOLD;
    private long clusterMissing;
    private long bursts;
    private long burstPackets;
    private long burstMissing;
    private boolean beganInBurst;

    void played() {
        expected++;
    }

    /** So many packets in a row were not there when they were due. */
    void missing(long packets) {
        if (packets == 0) {
            return;
        }
        if (expected - clusterTo > BurstLoss.GAP_THRESHOLD) {
            close();
            clusterFrom = expected;
            clusterMissing = 0;
        }
        clusterMissing += packets;
        missing += packets;
        expected += packets;
        clusterTo = expected - 1;
    }

    private void close() {
        if (clusterMissing > 1) {
            bursts++;
            burstPackets += clusterTo - clusterFrom + 1;
            burstMissing += clusterMissing;
            beganInBurst |= clusterFrom == 0;
        }
    }

    /** The figures so far, as if a gap followed. */
    BurstLoss figures() {
        boolean open = clusterMissing > 1;
        long all = bursts + (open ? 1 : 0);
        long inBursts = burstPackets + (open ? clusterTo - clusterFrom + 1 : 0);
        boolean startsInBurst = beganInBurst || open && clusterFrom == 0;
        boolean endsInBurst = open && clusterTo == expected - 1;
        long gaps = expected == 0 ? 0 : all + 1 - (startsInBurst ? 1 : 0) - (endsInBurst ? 1 : 0);
        return new BurstLoss(expected, missing, all, inBursts, burstMissing + (open ? clusterMissing : 0), gaps);
    }
}
