package io.rvoip.rtp;

import io.netty.buffer.ByteBuf;

/** Takes a packet with earlier ones in it apart (RFC 2198 section 3). Used again for packet after packet; allocates nothing. */
final class RedundantReader {
    /** Earlier packets in one at most: more than anyone sends. */
    static final int MOST = 8;

    private static final int MORE = 0x80;
    private static final int TYPE = 0x7F;

    private final int[] types = new int[MOST];
    private final int[] distances = new int[MOST];
    private final int[] lengths = new int[MOST];
    private final int[] places = new int[MOST];
    private int blocks;
    private int type;
    private int place;

    /** Looks at the payload of {@code packet}; false when it is none of these. */
    boolean read(RtpPacket packet) {
        ByteBuf in = packet.buffer();
        int at = packet.payloadOffset();
        int end = at + packet.payloadLength();
        blocks = 0;
        int content = 0;
        while (at < end && (in.getByte(at) & MORE) != 0) {
            if (blocks == MOST || end - at < 4) {
                return false;
            }
            int header = in.getInt(at);
            types[blocks] = header >>> 24 & TYPE;
            distances[blocks] = header >>> 10 & 0x3FFF;
            lengths[blocks] = header & 0x3FF;
            content += lengths[blocks++];
            at += 4;
        }
        if (at >= end || content > end - at - 1) {
            return false;
        }
        type = in.getByte(at) & TYPE;
        place = at + 1;
        for (int i = 0; i < blocks; i++) {
            places[i] = place;
            place += lengths[i];
        }
        return true;
    }

    /** Earlier packets in it, the oldest first. */
    int blocks() {
        return blocks;
    }

    /** Payload type of an earlier one. */
    int type(int block) {
        return types[block];
    }

    /** By how much its timestamp is less than that of the packet. */
    int distance(int block) {
        return distances[block];
    }

    /** Bytes of its payload. */
    int length(int block) {
        return lengths[block];
    }

    /** Where its payload begins in the buffer. */
    int place(int block) {
        return places[block];
    }

    /** Payload type of the packet itself. */
    int type() {
        return type;
    }

    /** Where its own payload begins in the buffer. */
    int place() {
        return place;
    }
}
