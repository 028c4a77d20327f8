package io.rvoip.rtp.srtp.jitsi;

import io.netty.buffer.ByteBuf;
import org.jitsi.utils.ByteArrayBuffer;

/** A copy of one packet with plenty of room behind it; used again for packet after packet. */
final class RoomyArray implements ByteArrayBuffer {
    /** More than any tag and index. */
    static final int ROOM = 64;

    private byte[] data = new byte[2048];
    private int offset;
    private int length;

    void take(ByteBuf packet) {
        length = packet.readableBytes();
        offset = 0;
        if (data.length < length + ROOM) {
            data = new byte[2 * length + ROOM];
        }
        packet.getBytes(packet.readerIndex(), data, 0, length);
    }

    void giveBack(ByteBuf packet) {
        packet.setBytes(packet.readerIndex(), data, offset, length);
        packet.writerIndex(packet.readerIndex() + length);
    }

    @Override
    public byte[] getBuffer() {
        return data;
    }

    @Override
    public int getOffset() {
        return offset;
    }

    @Override
    public void setOffset(int changed) {
        offset = changed;
    }

    @Override
    public int getLength() {
        return length;
    }

    @Override
    public void setLength(int changed) {
        length = changed;
    }

    @Override
    public boolean isInvalid() {
        return offset < 0 || length < 0 || offset + length > data.length;
    }

    @Override
    public void readRegionToBuff(int from, int octets, byte[] to) {
        System.arraycopy(data, offset + from, to, 0, octets);
    }

    @Override
    public void grow(int octets) {
        if (offset + length + octets > data.length) {
            throw new IllegalStateException("grow: " + octets + " octets (expected: at most " + ROOM + ")");
        }
    }

    @Override
    public void append(byte[] octets, int count) {
        grow(count);
        System.arraycopy(octets, 0, data, offset + length, count);
        length += count;
    }

    @Override
    public void shrink(int octets) {
        length -= octets;
    }
}
