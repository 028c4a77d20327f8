package io.rvoip.rtp.rtcp;

/**
 * A packet of another type, skipped as RFC 3550 section 6.1 wants it: feedback (205, 206: RFC 4585) of another format, or
 * what is not registered yet.
 *
 * @param type 0 to 255
 * @param count the five bits of count or format
 * @param length bytes after the 4-byte header
 */
public record OtherRtcp(int type, int count, int length) implements RtcpPacket {
    /** Whether this is feedback of RFC 4585. */
    public boolean feedback() {
        return type == RTPFB || type == PSFB;
    }
}
