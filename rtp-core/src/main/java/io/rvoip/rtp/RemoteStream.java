package io.rvoip.rtp;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The one stream that a session receives, and the SSRC that may take over from it: first heard stays as long as it is
 * heard between the packets of the other one.
 */
final class RemoteStream {
    /** What became of a packet's source. */
    enum Heard { CURRENT, CHANGED, OTHER }

    private final int probationPackets;
    private @Nullable ReceptionStatistics current;
    private @Nullable ReceptionStatistics candidate;
    private int ssrc;
    private int candidateSsrc;
    private int clockRate;
    private Arrival lastArrival = Arrival.PROBATION;
    private long earlierReceived;
    private long earlierDuplicates;
    private long earlierOctets;
    private long earlierLost;

    RemoteStream(int probationPackets) {
        this.probationPackets = probationPackets;
    }

    /** Counts a packet; {@link #lastArrival()} then says how it stands. */
    Heard received(RtpPacket packet, int clockRate, long now) {
        ReceptionStatistics statistics = current;
        if (statistics == null) {
            begin(packet.ssrc(), new ReceptionStatistics(1));
            count(current, packet, clockRate, now);
            return Heard.CHANGED;
        }
        if (packet.ssrc() == ssrc) {
            candidate = null;
            count(statistics, packet, clockRate, now);
            return Heard.CURRENT;
        }
        ReceptionStatistics next = candidate;
        if (next == null || candidateSsrc != packet.ssrc()) {
            next = new ReceptionStatistics(probationPackets);
            candidate = next;
            candidateSsrc = packet.ssrc();
        }
        count(next, packet, clockRate, now);
        if (lastArrival == Arrival.PROBATION) {
            return Heard.OTHER;
        }
        retire(statistics);
        begin(candidateSsrc, next);
        return Heard.CHANGED;
    }

    private void count(@Nullable ReceptionStatistics statistics, RtpPacket packet, int clockRate, long now) {
        this.clockRate = clockRate;
        if (statistics != null) {
            lastArrival = statistics.received(packet.sequence(), packet.timestamp(), packet.payloadLength(),
                    clockRate, now);
        }
    }

    private void begin(int newSsrc, ReceptionStatistics statistics) {
        current = statistics;
        candidate = null;
        ssrc = newSsrc;
    }

    private void retire(ReceptionStatistics statistics) {
        earlierReceived += statistics.received();
        earlierDuplicates += statistics.duplicates();
        earlierOctets += statistics.octets();
        earlierLost += statistics.lost();
    }

    boolean isCurrent(int otherSsrc) {
        return current != null && ssrc == otherSsrc;
    }

    /** Clock rate of the last packet in Hz; meaningful once a stream is current. */
    int clockRate() {
        return clockRate;
    }

    Arrival lastArrival() {
        return lastArrival;
    }

    @Nullable ReceptionStatistics statistics() {
        return current;
    }

    int ssrc() {
        return ssrc;
    }

    long received() {
        return earlierReceived + (current == null ? 0 : current.received());
    }

    long duplicates() {
        return earlierDuplicates + (current == null ? 0 : current.duplicates());
    }

    long octets() {
        return earlierOctets + (current == null ? 0 : current.octets());
    }

    long lost() {
        return earlierLost + (current == null ? 0 : current.lost());
    }

    OptionalDouble jitterMillis() {
        return current == null ? OptionalDouble.empty() : current.jitterMillis();
    }
}
