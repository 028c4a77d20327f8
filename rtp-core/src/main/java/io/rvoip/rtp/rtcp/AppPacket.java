package io.rvoip.rtp.rtcp;

/**
 * APP (RFC 3550 section 6.7): that it came, not what it carries, which no one here understands.
 *
 * @param subtype 0 to 31
 * @param ssrc its sender, 32 raw bits
 * @param name four characters
 * @param dataLength bytes of application data
 */
public record AppPacket(int subtype, int ssrc, String name, int dataLength) implements RtcpPacket {
    @Override
    public int type() {
        return APP;
    }
}
