package io.rvoip.rtp.rtcp;

import java.util.List;

/**
 * SR (RFC 3550 section 6.4.1). Profile-specific extensions are skipped.
 *
 * @param ssrc the sender, 32 raw bits
 * @param ntp 64-bit NTP time of the report
 * @param rtpTimestamp the same instant in the units of its media
 * @param packets packets sent, unsigned 32 bits
 * @param octets payload bytes sent, unsigned 32 bits
 * @param reports at most 31
 */
public record SenderReport(int ssrc, long ntp, int rtpTimestamp, long packets, long octets,
        List<ReportBlock> reports) implements RtcpPacket {
    /** Copies the list and checks its size. */
    public SenderReport {
        reports = ReceiverReport.checked(reports);
    }

    @Override
    public int type() {
        return SR;
    }
}
