package io.rvoip.rtp;

import io.netty.buffer.ByteBuf;

/** Finds an element among the header extensions of a packet (RFC 8285), whose heads may be of one byte or of two. Stateless. */
final class HeaderExtensions {
    /** What stands for "none". */
    static final int NONE = -1;

    private static final int ONE_BYTE = 0xBEDE;
    /** Of which the lowest four bits are an application's. */
    private static final int TWO_BYTES = 0x1000;
    private static final int STOP = 15;

    private HeaderExtensions() {}

    /**
     * The first 16 bits of an element; nothing is copied or allocated, and nothing beyond the extension is read.
     *
     * @param id as the descriptions have it, 1 to 255
     * @param least octets that the element has to have, at least 2
     * @return {@link #NONE} where there is no such element, or it is shorter or cut off
     */
    static int find16(RtpPacket packet, int id, int least) {
        int at = find(packet, id);
        return at == NONE || length(packet, at) < least ? NONE : packet.buffer().getUnsignedShort(at);
    }

    /** Octets of an element that was found there. */
    static int length(RtpPacket packet, int at) {
        int before = packet.buffer().getUnsignedByte(at - 1);
        return packet.extensionProfile() == ONE_BYTE ? (before & 0x0F) + 1 : before;
    }

    /**
     * Where the contents of an element begin in the packet's buffer.
     *
     * @param id as for {@link #find16}
     * @return {@link #NONE} where there is no such element, or it is cut off
     */
    static int find(RtpPacket packet, int id) {
        if (!packet.extension()) {
            return NONE;
        }
        int profile = packet.extensionProfile();
        boolean twoBytes = (profile & 0xFFF0) == TWO_BYTES;
        if (!twoBytes && profile != ONE_BYTE) {
            return NONE;
        }
        ByteBuf in = packet.buffer();
        int at = packet.extensionOffset();
        int end = at + packet.extensionLength();
        while (at < end) {
            int first = in.getUnsignedByte(at++);
            int element = twoBytes ? first : first >>> 4;
            if (element == 0 && (twoBytes || first == 0)) {
                continue; // padding
            }
            if (!twoBytes && (element == 0 || element == STOP) || twoBytes && at == end) {
                return NONE;
            }
            int length = twoBytes ? in.getUnsignedByte(at++) : (first & 0x0F) + 1;
            if (length > end - at) {
                return NONE;
            }
            if (element == id) {
                return at;
            }
            at += length;
        }
        return NONE;
    }
}
