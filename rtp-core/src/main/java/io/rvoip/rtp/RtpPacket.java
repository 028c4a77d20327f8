package io.rvoip.rtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A view of one RTP packet (RFC 3550 section 5.1) inside a buffer, used again for packet after packet. It owns
 * nothing, copies nothing and allocates nothing. Confined to one loop.
 *
 * <p>{@link #wrap(ByteBuf)} looks at what is readable in the buffer; everything else may be called only after it
 * answered {@link RtpProblem#NONE}, and only while nobody moves the buffer's indices. Timestamps, SSRCs and CSRCs
 * are 32 raw bits in an {@code int}: add and subtract them as they are, print them with
 * {@link Integer#toUnsignedString(int)}.
 */
public final class RtpPacket {
    /** Bytes of the fixed header. */
    public static final int HEADER_BYTES = 12;

    private static final int VERSION_2 = 0x80;
    private static final int PADDING = 0x20;
    private static final int EXTENSION = 0x10;
    private static final int MARKER = 0x80;

    private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
    private int start;
    private int extensionOffset;
    private int payloadOffset;
    private int payloadLength;

    /** Creates a view of nothing. */
    public RtpPacket() {
        // fields stand at their defaults until wrap
    }

    /**
     * Looks at the readable bytes of {@code datagram} as one packet. Moves no index, takes no ownership.
     *
     * @return {@link RtpProblem#NONE}, or the reason why this is no RTP packet
     */
    public RtpProblem wrap(ByteBuf datagram) {
        int length = datagram.readableBytes();
        if (length < HEADER_BYTES) {
            return RtpProblem.TOO_SHORT;
        }
        int from = datagram.readerIndex();
        int first = datagram.getUnsignedByte(from);
        if (first >>> 6 != 2) {
            return RtpProblem.BAD_VERSION;
        }
        int second = datagram.getUnsignedByte(from + 1);
        if (second >= 200 && second <= 204) {
            return RtpProblem.RTCP_TYPE;
        }
        int header = HEADER_BYTES + 4 * (first & 0x0F);
        if (header > length) {
            return RtpProblem.CSRC_PAST_END;
        }
        int extensionAt = header;
        if ((first & EXTENSION) != 0) {
            if (header + 4 > length) {
                return RtpProblem.EXTENSION_PAST_END;
            }
            header += 4 + 4 * datagram.getUnsignedShort(from + header + 2);
            if (header > length) {
                return RtpProblem.EXTENSION_PAST_END;
            }
        }
        int padding = 0;
        if ((first & PADDING) != 0) {
            padding = length == header ? 0 : datagram.getUnsignedByte(from + length - 1);
            if (padding == 0 || padding > length - header) {
                return RtpProblem.BAD_PADDING;
            }
        }
        buffer = datagram;
        start = from;
        extensionOffset = from + extensionAt;
        payloadOffset = from + header;
        payloadLength = length - header - padding;
        return RtpProblem.NONE;
    }

    /**
     * Writes the fixed header (version 2, no padding, no extension, no CSRC) over the first 12 readable bytes of
     * {@code packet} and wraps it: what follows them is the payload.
     *
     * @param packet at least 12 readable bytes
     */
    public void write(ByteBuf packet, int payloadType, boolean marker, int sequence, int timestamp, int ssrc) {
        int at = packet.readerIndex();
        packet.setByte(at, VERSION_2);
        packet.setByte(at + 1, marker ? payloadType | MARKER : payloadType);
        packet.setShort(at + 2, sequence);
        packet.setInt(at + 4, timestamp);
        packet.setInt(at + 8, ssrc);
        buffer = packet;
        start = at;
        extensionOffset = at + HEADER_BYTES;
        payloadOffset = extensionOffset;
        payloadLength = packet.readableBytes() - HEADER_BYTES;
    }

    /**
     * Removes CSRCs, header extension and padding in place: the fixed header moves up to the payload, and the
     * buffer's indices are set around what is left. For relays that end one RTP session and start another.
     */
    public void strip() {
        if (payloadOffset - start > HEADER_BYTES) {
            int to = payloadOffset - HEADER_BYTES;
            long low = buffer.getLong(start);
            int high = buffer.getInt(start + 8);
            buffer.setLong(to, low);
            buffer.setInt(to + 8, high);
            start = to;
            buffer.readerIndex(to);
        }
        buffer.setByte(start, VERSION_2);
        buffer.writerIndex(payloadOffset + payloadLength);
        extensionOffset = payloadOffset;
    }

    /** Removes the first {@code octets} of the payload in place, and CSRCs, header extension and padding with them. */
    public void behead(int octets) {
        payloadOffset += octets;
        payloadLength -= octets;
        strip();
    }

    /** The buffer last wrapped; who owns it is written where the packet was handed over. */
    public ByteBuf buffer() {
        return buffer;
    }

    /** Whether padding follows the payload. */
    public boolean padding() {
        return (buffer.getByte(start) & PADDING) != 0;
    }

    /** Whether a header extension precedes the payload. */
    public boolean extension() {
        return (buffer.getByte(start) & EXTENSION) != 0;
    }

    /** The marker bit: for audio, the first packet of a talk-spurt (RFC 3551 section 4.1). */
    public boolean marker() {
        return buffer.getByte(start + 1) < 0;
    }

    /** The payload type, 0 to 127. */
    public int payloadType() {
        return buffer.getByte(start + 1) & 0x7F;
    }

    /** The sequence number, 0 to 65535. */
    public int sequence() {
        return buffer.getUnsignedShort(start + 2);
    }

    /** The timestamp in units of the clock rate, 32 raw bits. */
    public int timestamp() {
        return buffer.getInt(start + 4);
    }

    /** The synchronisation source, 32 raw bits. */
    public int ssrc() {
        return buffer.getInt(start + 8);
    }

    /** How many contributing sources the header lists, 0 to 15. */
    public int csrcCount() {
        return buffer.getByte(start) & 0x0F;
    }

    /**
     * A contributing source.
     *
     * @param index 0 to {@link #csrcCount()} - 1
     */
    public int csrc(int index) {
        return buffer.getInt(start + HEADER_BYTES + 4 * index);
    }

    /** The 16 bits "defined by profile" of the header extension; meaningless unless {@link #extension()}. */
    public int extensionProfile() {
        return buffer.getUnsignedShort(extensionOffset);
    }

    /** Index in {@link #buffer()} of the first byte of the extension's data, after its own 4-byte header. */
    public int extensionOffset() {
        return extensionOffset + 4;
    }

    /** Bytes of the extension's data, 0 when there is none. */
    public int extensionLength() {
        return Math.max(0, payloadOffset - extensionOffset - 4);
    }

    /** Index in {@link #buffer()} of the first payload byte. */
    public int payloadOffset() {
        return payloadOffset;
    }

    /** Bytes of payload, without padding. */
    public int payloadLength() {
        return payloadLength;
    }

    /** Bytes of the whole packet, with header and padding. */
    public int length() {
        return buffer.writerIndex() - start;
    }

    /** Writes the marker bit. */
    public void marker(boolean marker) {
        int other = payloadType();
        buffer.setByte(start + 1, marker ? other | MARKER : other);
    }

    /** Writes the payload type, 0 to 127. */
    public void payloadType(int payloadType) {
        buffer.setByte(start + 1, buffer.getByte(start + 1) & MARKER | payloadType);
    }

    /** Writes the low 16 bits of {@code sequence}. */
    public void sequence(int sequence) {
        buffer.setShort(start + 2, sequence);
    }

    /** Writes the timestamp. */
    public void timestamp(int timestamp) {
        buffer.setInt(start + 4, timestamp);
    }

    /** Writes the synchronisation source. */
    public void ssrc(int ssrc) {
        buffer.setInt(start + 8, ssrc);
    }
}
