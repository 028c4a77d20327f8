package io.rvoip.rtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Puts the payloads of the packets before into the next one (RFC 2198). Allocates the pooled buffer it writes. Confined to one loop. */
final class RedundantSender {
    private static final int BLOCK_HEADER = 4;
    private static final int MORE = 0x80;
    /** Ten bits of length, fourteen of time. */
    private static final int LARGEST = 1023;
    private static final int FARTHEST = (1 << 14) - 1;
    /** As much as SRTP appends. */
    private static final int TAIL_ROOM = 64;

    private final ByteBufAllocator allocator;
    private final byte[][] payloads;
    private final int[] lengths;
    private final int[] timestamps;
    private int kept;
    private int lastSequence;

    /** Each packet carries {@code generations} earlier ones. */
    RedundantSender(ByteBufAllocator allocator, int generations) {
        this.allocator = allocator;
        payloads = new byte[generations][LARGEST];
        lengths = new int[generations];
        timestamps = new int[generations];
    }

    /**
     * A packet with those before it, or itself when there are none that belong to it; the other one is released.
     *
     * @param packet of our stream, without CSRCs and extension
     * @param type its payload type then
     * @param carried the payload type in it
     */
    ByteBuf wrapped(ByteBuf packet, int type, int carried) {
        int at = packet.readerIndex();
        int sequence = packet.getUnsignedShort(at + 2);
        int timestamp = packet.getInt(at + 4);
        int length = packet.readableBytes() - RtpPacket.HEADER_BYTES;
        if ((short) (sequence - lastSequence) != 1) {
            forget(); // some went another way, or this one is late: who hears us tells blocks apart by their distance
        }
        lastSequence = sequence;
        ByteBuf wrapped = write(packet, at, timestamp, length, type, carried);
        keep(packet, at + RtpPacket.HEADER_BYTES, length, timestamp);
        packet.release();
        return wrapped;
    }

    private ByteBuf write(ByteBuf packet, int at, int timestamp, int length, int type, int carried) {
        int blocks = 0;
        int room = RtpPacket.HEADER_BYTES + 1 + length + TAIL_ROOM;
        while (blocks < kept && (timestamp - timestamps[blocks]) >>> 14 == 0) {
            room += BLOCK_HEADER + lengths[blocks++];
        }
        ByteBuf out = allocator.buffer(room);
        out.writeBytes(packet, at, RtpPacket.HEADER_BYTES);
        out.setByte(1, packet.getByte(at + 1) & MORE | type);
        for (int i = blocks - 1; i >= 0; i--) {
            out.writeInt((MORE | carried) << 24 | (timestamp - timestamps[i] & FARTHEST) << 10 | lengths[i]);
        }
        out.writeByte(carried);
        for (int i = blocks - 1; i >= 0; i--) {
            out.writeBytes(payloads[i], 0, lengths[i]);
        }
        out.writeBytes(packet, at + RtpPacket.HEADER_BYTES, length);
        return out;
    }

    /** The latest is the first. */
    private void keep(ByteBuf packet, int from, int length, int timestamp) {
        if (length == 0 || length > LARGEST) {
            forget();
            return;
        }
        int last = payloads.length - 1;
        byte[] oldest = payloads[last];
        for (int i = last; i > 0; i--) {
            payloads[i] = payloads[i - 1];
            lengths[i] = lengths[i - 1];
            timestamps[i] = timestamps[i - 1];
        }
        payloads[0] = oldest;
        packet.getBytes(from, oldest, 0, length);
        lengths[0] = length;
        timestamps[0] = timestamp;
        kept = Math.min(kept + 1, payloads.length);
    }

    /** The next packet carries no others. */
    void forget() {
        kept = 0;
    }
}
