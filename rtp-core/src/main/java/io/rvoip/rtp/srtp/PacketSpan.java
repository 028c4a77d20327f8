package io.rvoip.rtp.srtp;

import io.netty.buffer.ByteBuf;

/** The octets of one packet as an array, the buffer's own where it has one. Used again for packet after packet. */
final class PacketSpan {
    /** What SRTCP leaves readable: the first header and the SSRC (RFC 3711 section 3.4). */
    static final int RTCP_HEAD = 8;

    private byte[] scratch = new byte[2048];
    private byte[] data = scratch;
    private int start;
    private int end;

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

    /** Takes no more than tells how long the header is of what is readable; the rest is worked on where it is. */
    void takeHead(ByteBuf packet) {
        data = scratch;
        start = 0;
        end = packet.readableBytes();
        int from = packet.readerIndex();
        if (end < RtpHead.LEAST) {
            return;
        }
        Octets.putLong(scratch, 0, packet.getLong(from)); // quicker than to copy them, and mostly there are no more
        Octets.putInt(scratch, 8, packet.getInt(from + 8));
        if (RtpHead.isLonger(scratch[0])) {
            packet.getBytes(from, scratch, 0, Math.min(end, RtpHead.TELLING));
        }
    }

    /** Whether the packet that was taken can grow; a pooled buffer that was made too small is made larger. */
    boolean makeRoom(ByteBuf packet, int growth) {
        int outcome = packet.ensureWritable(growth, false);
        if (outcome == 2 && data != scratch) {
            take(packet, growth); // the array is another one now
        }
        return outcome == 0 || outcome == 2;
    }

    /** The first {@code length} octets are the packet now. */
    void giveBack(ByteBuf packet, int length) {
        if (data == scratch) {
            packet.setBytes(packet.readerIndex(), scratch, 0, length);
        }
        packet.writerIndex(packet.readerIndex() + length);
    }

    /** Four octets more, in a packet that has room for them. */
    void insert(int at, int value) {
        int from = start + at;
        System.arraycopy(data, from, data, from + 4, end - from);
        Octets.putInt(data, from, value);
        end += 4;
    }

    /** @param at from the packet's beginning */
    void putShort(int at, int value) {
        data[start + at] = (byte) (value >>> 8);
        data[start + at + 1] = (byte) value;
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

    int length() {
        return end - start;
    }

    /** @param at from the packet's beginning */
    int intAt(int at) {
        return Octets.getInt(data, start + at);
    }

    /** @param at from the packet's beginning */
    int unsignedShortAt(int at) {
        return Octets.getUnsignedShort(data, start + at);
    }
}
