package io.rvoip.rtp;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.IdSource;
import io.rvoip.rtp.internal.MediaUnits;
import org.jspecify.annotations.Nullable;

/**
 * The one stream that a session sends: its SSRC, and sequence numbers and timestamps that go on without a step when
 * its packets come from another origin (our own media, or a forwarder and one of its sources).
 */
final class OutgoingStream {
    private static final int NEW_SEQUENCE_GAP = ReceptionStatistics.MAX_DROPOUT;
    private static final int JUMP_SECONDS = 10;
    private static final int UNMARKED = -1;

    private final IdSource random;
    private final boolean video;
    private final RtpPacket view = new RtpPacket();
    private SenderStatistics statistics = new SenderStatistics();
    private long earlierPackets;
    private long earlierOctets;
    private int ssrc;
    private int nextSequence;
    private int lastTimestamp;
    private int lastClockRate;
    private long lastAt;
    private boolean begun;
    private @Nullable Object origin;
    private int originSsrc;
    private int sequenceOffset;
    private int timestampOffset;
    private @Nullable MidExtension mark;
    private boolean marking;
    private int markedFrom = UNMARKED;

    /** @param video whether a marker ends a picture, and may not be set elsewhere */
    OutgoingStream(IdSource random, boolean video) {
        this.video = video;
        this.random = random;
        this.ssrc = (int) random.nextLong();
        this.nextSequence = firstSequence();
        this.lastTimestamp = (int) random.nextLong();
    }

    /** In the lower half: who misses a wrap at the very beginning never finds the roll-over counter (RFC 3711 3.3.1). */
    private int firstSequence() {
        return (int) random.nextLong() & 0x7FFF;
    }

    /** Fills the header of a packet of our own media. */
    void stamp(ByteBuf packet, int payloadType, boolean marker, int mediaTime, int clockRate, long now) {
        boolean taken = origin != this;
        if (taken) {
            takeOver(this, 0, mediaTime, clockRate, now);
        }
        int timestamp = mediaTime + timestampOffset;
        view.write(packet, payloadType, marker || taken, nextSequence, timestamp, ssrc);
        nextSequence = nextSequence + 1 & 0xFFFF;
        count(timestamp, view.payloadLength(), clockRate, now);
    }

    /** Rewrites the header of another session's packet in place, so that it belongs to this stream. */
    void adopt(RtpPacket packet, Object from, int payloadType, int clockRate, long now) {
        int sequence = packet.sequence();
        if (origin != from || originSsrc != packet.ssrc() || leaps(packet, clockRate, now)) {
            takeOver(from, packet.ssrc(), packet.timestamp(), clockRate, now);
            sequenceOffset = nextSequence - sequence;
            packet.marker(packet.marker() || !video);
        }
        int outSequence = sequence + sequenceOffset & 0xFFFF;
        int timestamp = packet.timestamp() + timestampOffset;
        packet.payloadType(payloadType);
        packet.sequence(outSequence);
        packet.timestamp(timestamp);
        packet.ssrc(ssrc);
        if ((short) (outSequence - nextSequence) >= 0) {
            nextSequence = outSequence + 1 & 0xFFFF;
        }
        count(timestamp, packet.payloadLength(), clockRate, now);
    }

    /** Every packet names a line from now on, until it is known which stream is that line's; null: none does. */
    void mark(@Nullable MidExtension as) {
        mark = as;
        marking = as != null;
        markedFrom = UNMARKED;
    }

    /** A packet as it goes out, in clear still. */
    ByteBuf marked(ByteBuf packet) {
        MidExtension as = mark;
        if (marking && as != null) {
            int sequence = packet.getUnsignedShort(packet.readerIndex() + 2);
            if (as.put(packet) && markedFrom == UNMARKED) {
                markedFrom = sequence;
            }
        }
        return packet;
    }

    /** The far end has what we sent up to this one. */
    void arrived(long highestSequence) {
        if (marking && markedFrom != UNMARKED && (short) (highestSequence - markedFrom) >= 0) {
            marking = false;
        }
    }

    /** Counts another session's packet, which goes out as it is. */
    void passed(RtpPacket packet, int clockRate, long now) {
        count(packet.timestamp(), packet.payloadLength(), clockRate, now);
    }

    private boolean leaps(RtpPacket packet, int clockRate, long now) {
        int ahead = (short) (packet.sequence() + sequenceOffset - nextSequence);
        if (ahead > NEW_SEQUENCE_GAP || ahead < -ReceptionStatistics.MAX_MISORDER) {
            return true;
        }
        int moved = packet.timestamp() + timestampOffset - lastTimestamp;
        return Math.abs(moved - MediaUnits.fromNanos(now - lastAt, clockRate)) > (long) JUMP_SECONDS * clockRate;
    }

    private void takeOver(Object from, int fromSsrc, int firstTimestamp, int clockRate, long now) {
        int next = lastTimestamp;
        if (begun) {
            next += (int) Math.max(clockRate / 50, MediaUnits.fromNanos(now - lastAt, clockRate));
        }
        timestampOffset = next - firstTimestamp;
        origin = from;
        originSsrc = fromSsrc;
    }

    private void count(int timestamp, int octets, int clockRate, long now) {
        if (!begun || timestamp - lastTimestamp > 0) {
            lastTimestamp = timestamp;
            lastAt = now;
        }
        lastClockRate = clockRate;
        begun = true;
        statistics.sent(timestamp, octets, clockRate, now);
    }

    /** Starts under another SSRC after a collision. */
    void changeSsrc() {
        ssrc = (int) random.nextLong();
        nextSequence = firstSequence();
        earlierPackets += statistics.packets();
        earlierOctets += statistics.octets();
        statistics = new SenderStatistics();
        origin = null;
        mark(mark);
    }

    int ssrc() {
        return ssrc;
    }

    /** Packets under all SSRCs. */
    long packets() {
        return earlierPackets + statistics.packets();
    }

    /** Payload bytes under all SSRCs. */
    long octets() {
        return earlierOctets + statistics.octets();
    }

    /** Clock rate of the last packet in Hz, 0 before the first. */
    int clockRate() {
        return lastClockRate;
    }

    SenderStatistics statistics() {
        return statistics;
    }
}
