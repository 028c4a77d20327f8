package io.rvoip.ice.turn;

import io.netty.buffer.ByteBuf;

/**
 * Where messages end on a stream (RFC 8656 §12.5, RFC 8489 §6.2.2): STUN messages say their length, ChannelData is padded to
 * a multiple of four bytes; channel numbers may be those of RFC 5766. Keeps no state.
 */
public final class TurnFraming {
    /** The next message has not arrived as a whole. */
    public static final int INCOMPLETE = 0;

    /** What follows is neither; the stream cannot be read on. */
    public static final int BROKEN = -1;

    private static final int STUN_HEADER = 20;
    private static final int COOKIE = 0x2112A442;

    private TurnFraming() {}

    /**
     * How many bytes belong to the next message, with its padding.
     *
     * @param stream read from its reader index on; not moved
     * @param maxBytes longest message
     * @return {@link #INCOMPLETE}, {@link #BROKEN}, or more
     */
    public static int next(ByteBuf stream, int maxBytes) {
        int length = stream.readableBytes();
        int at = stream.readerIndex();
        if (length == 0) {
            return INCOMPLETE;
        }
        int first = stream.getUnsignedByte(at);
        boolean channel = first >= 0x40 && first <= 0x7F;
        if (!channel && first > 3) {
            return BROKEN;
        }
        if (length < ChannelData.HEADER) {
            return INCOMPLETE;
        }
        int said = stream.getUnsignedShort(at + 2);
        if (!channel && ((said & 3) != 0 || length >= 8 && stream.getInt(at + 4) != COOKIE)) {
            return BROKEN;
        }
        int whole = channel ? ChannelData.HEADER + said + (-said & 3) : STUN_HEADER + said;
        return whole > maxBytes ? BROKEN : whole <= length ? whole : INCOMPLETE;
    }
}
