package io.rvoip.rtp.srtp;

import io.netty.buffer.ByteBuf;

/** The octets of one packet as an array, the buffer's own where it has one. Used again for packet after packet. */
final class PacketSpan {
    /** What SRTCP leaves readable: the first header and the SSRC (RFC 3711 section 3.4). */
    static final int RTCP_HEAD = 8;
    private static final int RTP_HEAD = 12;
    private static final int EXTENSION = 0x10;

    private byte[] scratch = new byte[2048];
    private byte[] data = scratch;
    private int start;
    private int end;

    /**
     * Octets of the header of an RTP packet, with CSRCs and extension: what SRTP leaves readable.
     *
     * @param behind octets that follow the payload
     * @return -1 when it is none, or ends too early
     */
    static int rtpHead(ByteBuf packet, int behind) {
        int length = packet.readableBytes() - behind;
        if (length < RTP_HEAD) {
            return -1;
        }
        int at = packet.readerIndex();
        int first = packet.getUnsignedByte(at);
        int head = RTP_HEAD + 4 * (first & 0x0F);
        if (first >>> 6 != 2 || head > length) {
            return -1;
        }
        if ((first & EXTENSION) != 0) {
            head += 4;
            head += head > length ? 0 : 4 * packet.getUnsignedShort(at + head - 2);
        }
        return head > length ? -1 : head;
    }

    /** Whether the packet can grow; a pooled buffer that was made too small is made larger. */
    static boolean makeRoom(ByteBuf packet, int growth) {
        int outcome = packet.ensureWritable(growth, false);
        return outcome == 0 || outcome == 2;
    }

    /** Takes what is readable. */
    void take(ByteBuf packet, int growth) {
        int length = packet.readableBytes();
        if (packet.hasArray()) {
            data = packet.array();
            start = packet.arrayOffset() + packet.readerIndex();
        } else {
            if (scratch.length < length + growth) {
                scratch = new byte[2 * (length + growth)];
            }
            data = scratch;
            start = 0;
            packet.getBytes(packet.readerIndex(), scratch, 0, length);
        }
        end = start + length;
    }

    /** The first {@code length} octets are the packet now. */
    void giveBack(ByteBuf packet, int length) {
        if (data == scratch) {
            packet.setBytes(packet.readerIndex(), scratch, 0, length);
        }
        packet.writerIndex(packet.readerIndex() + length);
    }

    byte[] data() {
        return data;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }
}
