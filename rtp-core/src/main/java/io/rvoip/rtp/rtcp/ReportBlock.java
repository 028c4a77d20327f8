package io.rvoip.rtp.rtcp;

import io.rvoip.rtp.NtpTime;
import java.util.OptionalLong;

/**
 * What a receiver tells about one source (RFC 3550 section 6.4.1).
 *
 * @param ssrc the source, 32 raw bits
 * @param fractionLost share lost since the report before, in 1/256
 * @param cumulativeLost packets lost since the beginning, 24 bits signed
 * @param highestSequence extended highest sequence number, unsigned 32 bits
 * @param jitter interarrival jitter in timestamp units, unsigned 32 bits
 * @param lastSr LSR: middle 32 bits of the NTP time of the source's last sender report, 0 when none
 * @param delaySinceLastSr DLSR: since that report came, in 1/65536 s, unsigned 32 bits
 */
public record ReportBlock(int ssrc, int fractionLost, int cumulativeLost, long highestSequence, long jitter,
        int lastSr, long delaySinceLastSr) {
    /** Bytes of a block on the wire. */
    public static final int BYTES = 24;

    /** Checks the ranges of the fields. */
    public ReportBlock {
        require("fractionLost", fractionLost, 0, 255);
        require("cumulativeLost", cumulativeLost, -0x80_0000, 0x7F_FFFF);
        require("highestSequence", highestSequence, 0, 0xFFFF_FFFFL);
        require("jitter", jitter, 0, 0xFFFF_FFFFL);
        require("delaySinceLastSr", delaySinceLastSr, 0, 0xFFFF_FFFFL);
    }

    /**
     * Round trip from our sender report to this block: A - LSR - DLSR.
     *
     * @param ntpNow 64-bit NTP time at which the block arrived, on the clock of our sender reports
     * @return nanoseconds; empty when the reporter has had no report of ours, or when the figures cannot be true (a
     *     result up to 0.1 s below zero is clock granularity and counts as 0)
     */
    public OptionalLong roundTripNanos(long ntpNow) {
        return NtpTime.roundTripNanos(ntpNow, lastSr, delaySinceLastSr);
    }

    private static void require(String field, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(field + ": " + value + " (expected: " + min + "-" + max + ")");
        }
    }
}
