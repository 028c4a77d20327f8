package io.rvoip.rtp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * The identification tag of a line of a BUNDLE group as a header extension of RTP (RFC 9143 section 15.2). Written with a head of one
 * byte, read with either (RFC 8285). Immutable; nothing is allocated for a packet.
 */
public final class MidExtension {
    private static final int HIGHEST_IDENTIFIER = 14;
    private static final int LONGEST = 16;
    private static final int ONE_BYTE = 0xBEDE;
    private static final int EXTENSION = 0x10;
    private static final int WORD = 4;
    /** For what SRTP appends: the longest tag of ours, and a word that cryptex may need. */
    private static final int ROOM = 24;

    private final int identifier;
    private final byte[] tag;
    /** The whole extension of a packet, padded to words. */
    private final byte[] block;

    /**
     * The extension of one line.
     *
     * @param identifier as the descriptions have it, 1 to 14
     * @param mid the tag, 1 to 16 octets in UTF-8
     */
    public MidExtension(int identifier, String mid) {
        if (!fits(identifier, mid)) {
            throw new IllegalArgumentException("mid: '" + mid + "' under " + identifier + " (expected: 1 to " + LONGEST
                    + " octets, under 1 to " + HIGHEST_IDENTIFIER + ")");
        }
        this.identifier = identifier;
        tag = mid.getBytes(StandardCharsets.UTF_8);
        int words = (1 + tag.length + WORD - 1) / WORD;
        block = new byte[WORD * (1 + words)];
        block[0] = (byte) (ONE_BYTE >>> 8);
        block[1] = (byte) ONE_BYTE;
        block[3] = (byte) words;
        block[WORD] = (byte) (identifier << 4 | tag.length - 1);
        System.arraycopy(tag, 0, block, WORD + 1, tag.length);
    }

    /** Whether a tag can go under that identifier. */
    public static boolean fits(int identifier, String mid) {
        int octets = mid.getBytes(StandardCharsets.UTF_8).length;
        return identifier >= 1 && identifier <= HIGHEST_IDENTIFIER && octets >= 1 && octets <= LONGEST;
    }

    /** Whether a packet names any line at all. */
    public boolean names(RtpPacket packet) {
        return HeaderExtensions.find(packet, identifier) != HeaderExtensions.NONE;
    }

    /** Whether a packet names this line. */
    public boolean marks(RtpPacket packet) {
        int at = HeaderExtensions.find(packet, identifier);
        if (at == HeaderExtensions.NONE || HeaderExtensions.length(packet, at) != tag.length) {
            return false;
        }
        for (int i = 0; i < tag.length; i++) {
            if (packet.buffer().getByte(at + i) != tag[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Puts it into a packet that has neither CSRCs nor an extension, before it is encrypted. Where a longer head was taken off before,
     * its room is used; else the payload moves on, into room behind it.
     *
     * @return false where there is no room: the packet stays as it was
     */
    boolean put(ByteBuf packet) {
        int from = packet.readerIndex();
        int to = from - block.length;
        if (to >= 0) {
            long low = packet.getLong(from);
            packet.setInt(to + Long.BYTES, packet.getInt(from + Long.BYTES));
            packet.setLong(to, low);
            packet.readerIndex(to);
        } else if (packet.writableBytes() >= block.length + ROOM) {
            to = from;
            moveOn(packet, from + RtpPacket.HEADER_BYTES, packet.writerIndex());
            packet.writerIndex(packet.writerIndex() + block.length);
        } else {
            return false;
        }
        packet.setByte(to, packet.getByte(to) | EXTENSION);
        packet.setBytes(to + RtpPacket.HEADER_BYTES, block);
        return true;
    }

    /** From its end, so that nothing is overwritten that is still to be moved. */
    private void moveOn(ByteBuf packet, int begin, int end) {
        int at = end;
        while (at - begin >= Long.BYTES) {
            at -= Long.BYTES;
            packet.setLong(at + block.length, packet.getLong(at));
        }
        while (at > begin) {
            at--;
            packet.setByte(at + block.length, packet.getByte(at));
        }
    }
}
