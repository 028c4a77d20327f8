package io.rvoip.rtp.srtp;

import io.netty.buffer.ByteBuf;

/** The header of an RTP packet, with CSRCs and extension: what SRTP leaves readable. */
public final class RtpHead {
    private static final int LEAST = 12;
    private static final int EXTENSION = 0x10;

    private RtpHead() {}

    /**
     * Octets of the header.
     *
     * @param behind octets that follow the payload
     * @return -1 when this is no RTP, or ends before its header does
     */
    public static int octets(ByteBuf packet, int behind) {
        int length = packet.readableBytes() - behind;
        if (length < LEAST) {
            return -1;
        }
        int at = packet.readerIndex();
        int first = packet.getUnsignedByte(at);
        int head = LEAST + 4 * (first & 0x0F);
        if (first >>> 6 != 2 || head > length) {
            return -1;
        }
        if ((first & EXTENSION) != 0) {
            head += 4;
            head += head > length ? 0 : 4 * packet.getUnsignedShort(at + head - 2);
        }
        return head > length ? -1 : head;
    }
}
