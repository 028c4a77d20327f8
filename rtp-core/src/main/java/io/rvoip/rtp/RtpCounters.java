package io.rvoip.rtp;

import io.rvoip.common.Metrics;
import java.util.Locale;

/**
 * The counters that all sessions of a process share: packets in and out, what was made good, and drops by reason. Looked up once; counting
 * allocates nothing. Thread-safe as {@link Metrics.Counter} is.
 */
public final class RtpCounters {
    private static final RtpDrop[] REASONS = RtpDrop.values();

    final Metrics.Counter rtpReceived;
    final Metrics.Counter rtpSent;
    final Metrics.Counter rtcpReceived;
    final Metrics.Counter rtcpSent;
    final Metrics.Counter sentAgain;
    final Metrics.Counter requested;
    final Metrics.Counter arrivalsTold;
    final Metrics.Counter resent;
    final Metrics.Counter redundant;
    private final Metrics.Counter[] dropped = new Metrics.Counter[REASONS.length];

    /** Looks the counters up. */
    public RtpCounters(Metrics metrics) {
        rtpReceived = metrics.counter("rvoip_rtp_packets_received_total");
        rtpSent = metrics.counter("rvoip_rtp_packets_sent_total");
        rtcpReceived = metrics.counter("rvoip_rtcp_packets_received_total");
        rtcpSent = metrics.counter("rvoip_rtcp_packets_sent_total");
        sentAgain = metrics.counter("rvoip_rtp_packets_sent_again_total");
        requested = metrics.counter("rvoip_rtcp_nacks_sent_total");
        arrivalsTold = metrics.counter("rvoip_rtcp_transport_feedback_sent_total");
        resent = metrics.counter("rvoip_rtp_packets_restored_total", "by", "retransmission");
        redundant = metrics.counter("rvoip_rtp_packets_restored_total", "by", "redundancy");
        for (RtpDrop reason : REASONS) {
            String name = reason.name().toLowerCase(Locale.ROOT);
            dropped[reason.ordinal()] = metrics.counter("rvoip_rtp_packets_dropped_total", "reason", name);
        }
    }

    void dropped(RtpDrop reason) {
        dropped[reason.ordinal()].increment();
    }
}
