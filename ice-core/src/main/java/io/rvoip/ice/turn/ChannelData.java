package io.rvoip.ice.turn;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** The short form of relayed data: channel number and length in four bytes (RFC 8656 §12.4). */
public final class ChannelData {
    /** Bytes in front of the data. */
    public static final int HEADER = 4;

    static final int FIRST = 0x4000;
    static final int LAST = 0x4FFF;

    private ChannelData() {}

    /** Whether a datagram is one, by its first byte (RFC 7983 §7) and its length. Reads nothing. */
    public static boolean isOne(ByteBuf datagram) {
        int at = datagram.readerIndex();
        return datagram.readableBytes() >= HEADER
                && datagram.getByte(at) >= 0x40
                && datagram.getByte(at) <= 0x4F
                && datagram.getUnsignedShort(at + 2) <= datagram.readableBytes() - HEADER;
    }

    static int channel(ByteBuf datagram) {
        return datagram.getUnsignedShort(datagram.readerIndex());
    }

    /** A view. Bytes beyond the length are padding. */
    static ByteBuf payload(ByteBuf datagram) {
        int at = datagram.readerIndex();
        return datagram.slice(at + HEADER, datagram.getUnsignedShort(at + 2));
    }

    /**
     * Takes ownership; the result is the caller's. Copies only where there is no room in front, or behind.
     *
     * @param padded to a multiple of four bytes, as on streams
     */
    static ByteBuf wrap(ByteBuf payload, int channel, boolean padded) {
        int length = payload.readableBytes();
        int padding = padded ? -length & 3 : 0;
        int at = payload.readerIndex() - HEADER;
        if (at >= 0 && payload.refCnt() == 1 && !payload.isReadOnly() && payload.maxFastWritableBytes() >= padding) {
            payload.setShort(at, channel).setShort(at + 2, length).writeZero(padding);
            return payload.readerIndex(at);
        }
        ByteBuf wrapped = Unpooled.buffer(HEADER + length + padding).writeShort(channel).writeShort(length);
        wrapped.writeBytes(payload).writeZero(padding);
        payload.release();
        return wrapped;
    }
}
