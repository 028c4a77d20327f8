package io.rvoip.rtp.transport;

import io.netty.buffer.ByteBuf;

/** What a datagram on a media port is, by its first byte (RFC 7983), and by its second for RTP and RTCP (RFC 5761). */
public enum PacketClass {
    /** First byte 0 to 3. */
    STUN,
    /** First byte 16 to 19. */
    ZRTP,
    /** First byte 20 to 63. */
    DTLS,
    /** First byte 64 to 79. */
    TURN_CHANNEL,
    /** First byte 128 to 191, second no RTCP packet type. */
    RTP,
    /** First byte 128 to 191, second 192 to 223. */
    RTCP,
    /** Empty, or any other first byte. */
    UNKNOWN;

    private static final PacketClass[] BY_FIRST_BYTE = new PacketClass[256];

    static {
        for (int first = 0; first < 256; first++) {
            BY_FIRST_BYTE[first] = byFirstByte(first);
        }
    }

    private static PacketClass byFirstByte(int first) {
        if (first <= 3) {
            return STUN;
        }
        if (first >= 16 && first <= 19) {
            return ZRTP;
        }
        if (first >= 20 && first <= 63) {
            return DTLS;
        }
        if (first >= 64 && first <= 79) {
            return TURN_CHANNEL;
        }
        return first >= 128 && first <= 191 ? RTP : UNKNOWN;
    }

    /** The class of a datagram's readable bytes. */
    public static PacketClass of(ByteBuf datagram) {
        int length = datagram.readableBytes();
        if (length == 0) {
            return UNKNOWN;
        }
        PacketClass byFirst = BY_FIRST_BYTE[datagram.getUnsignedByte(datagram.readerIndex())];
        if (byFirst != RTP || length == 1) {
            return byFirst;
        }
        int second = datagram.getUnsignedByte(datagram.readerIndex() + 1);
        return second >= 192 && second <= 223 ? RTCP : RTP;
    }
}
