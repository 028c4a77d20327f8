package io.rvoip.rtp.rtcp;

import java.util.List;

/**
 * RR (RFC 3550 section 6.4.2). Profile-specific extensions are skipped.
 *
 * @param ssrc the reporter, 32 raw bits
 * @param reports at most 31
 */
public record ReceiverReport(int ssrc, List<ReportBlock> reports) implements RtcpPacket {
    private static final int MAX_REPORTS = 31;

    /** Copies the list and checks its size. */
    public ReceiverReport {
        reports = checked(reports);
    }

    static List<ReportBlock> checked(List<ReportBlock> reports) {
        if (reports.size() > MAX_REPORTS) {
            throw new IllegalArgumentException("reports: " + reports.size() + " (expected: 0-" + MAX_REPORTS + ")");
        }
        return List.copyOf(reports);
    }

    @Override
    public int type() {
        return RR;
    }
}
