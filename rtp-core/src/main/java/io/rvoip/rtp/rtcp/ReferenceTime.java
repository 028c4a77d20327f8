package io.rvoip.rtp.rtcp;

/**
 * The time at which somebody who sends no RTP sent a report (RFC 3611 section 4.4): what a sender report has already.
 *
 * @param ntp 64-bit NTP time
 */
public record ReferenceTime(long ntp) implements XrBlock {
    @Override
    public int blockType() {
        return RRT;
    }
}
