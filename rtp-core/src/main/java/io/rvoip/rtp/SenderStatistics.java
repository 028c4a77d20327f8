package io.rvoip.rtp;

import io.rvoip.rtp.internal.MediaUnits;

/** What a sender knows of its own stream, for sender reports (RFC 3550 section 6.4.1). Confined to one loop. */
public final class SenderStatistics {
    private long packets;
    private long octets;
    private int lastTimestamp;
    private long lastSentAt;
    private int lastClockRate;

    /** Creates statistics of a stream that has not begun. */
    public SenderStatistics() {
        // everything starts at zero
    }

    /** Counts a packet sent at {@code now}. */
    public void sent(int timestamp, int payloadOctets, int clockRate, long now) {
        packets++;
        octets += payloadOctets;
        lastTimestamp = timestamp;
        lastSentAt = now;
        lastClockRate = clockRate;
    }

    /** Packets sent since the stream began. */
    public long packets() {
        return packets;
    }

    /** Payload bytes sent since the stream began. */
    public long octets() {
        return octets;
    }

    /** When the last packet was sent; meaningless while {@link #packets()} is 0. */
    public long lastSentAt() {
        return lastSentAt;
    }

    /** The media timestamp that belongs to {@code now}: what a sender report pairs with its NTP time. */
    public int timestampAt(long now) {
        return packets == 0
                ? 0
                : lastTimestamp + (int) MediaUnits.fromNanos(now - lastSentAt, lastClockRate);
    }
}
