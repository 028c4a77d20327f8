package io.rvoip.rtp.zrtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The packet around a message: header, cookie, SSRC, checksum (RFC 6189 section 5). */
public final class ZrtpPacket {
    /** Bytes around a message. */
    static final int OVERHEAD = 16;
    /** Bytes of the largest message: a Hello with all lists full, a DHPart of 3,072 bits, a Confirm with a signature. */
    static final int LARGEST_MESSAGE = 12 + 4 * 0x1FF;
    static final int TYPE_AT = 4;
    static final int CONTENT_AT = 12;

    private static final int COOKIE = 0x5A525450;
    private static final int PREAMBLE = 0x505A;
    private static final int HEADER = 12;

    private ZrtpPacket() {}

    /** Whether a datagram that is no RTP and no STUN is ZRTP: by its first nibble and its cookie. */
    public static boolean matches(ByteBuf datagram) {
        int at = datagram.readerIndex();
        return datagram.readableBytes() >= OVERHEAD + CONTENT_AT && datagram.getByte(at) >> 4 == 1
                && datagram.getInt(at + 4) == COOKIE;
    }

    /** A message in its packet. */
    static ByteBuf write(byte[] message, int sequence, int ssrc, ByteBufAllocator allocator) {
        ByteBuf packet = allocator.buffer(message.length + OVERHEAD);
        packet.writeShort(0x1000).writeShort(sequence).writeInt(COOKIE).writeInt(ssrc).writeBytes(message);
        packet.writeInt(checksum(packet, packet.readableBytes()));
        return packet;
    }

    /** The message in a packet that {@link #matches}; null when its checksum or its lengths are wrong. */
    static byte @Nullable [] read(ByteBuf packet) {
        int length = packet.readableBytes() - OVERHEAD;
        int at = packet.readerIndex() + HEADER;
        if (length < CONTENT_AT || length > LARGEST_MESSAGE || packet.getUnsignedShort(at) != PREAMBLE
                || packet.getUnsignedShort(at + 2) * 4 != length
                || packet.getInt(at + length) != checksum(packet, HEADER + length)) {
            return null;
        }
        byte[] message = new byte[length];
        packet.getBytes(at, message);
        return message;
    }

    /** The SSRC of the stream that a packet which {@link #matches} is about. */
    public static int ssrc(ByteBuf packet) {
        return packet.getInt(packet.readerIndex() + 8);
    }

    /** RFC 4960 appendix B: the least significant byte of the checksum goes first. */
    private static int checksum(ByteBuf packet, int length) {
        byte[] covered = new byte[length];
        packet.getBytes(packet.readerIndex(), covered);
        CRC32C crc = new CRC32C();
        crc.update(covered);
        return Integer.reverseBytes((int) crc.getValue());
    }

    /** The type of a message: eight characters, padded with spaces. */
    static String type(byte[] message) {
        return new String(message, TYPE_AT, CONTENT_AT - TYPE_AT, StandardCharsets.ISO_8859_1);
    }

    /** A message of that type with room for its content. */
    static byte[] message(String type, int contentBytes) {
        byte[] message = new byte[CONTENT_AT + contentBytes];
        message[0] = (byte) (PREAMBLE >> 8);
        message[1] = (byte) PREAMBLE;
        message[2] = (byte) (message.length / 4 >> 8);
        message[3] = (byte) (message.length / 4);
        put(type, message, TYPE_AT);
        return message;
    }

    static void put(String text, byte[] message, int at) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(octets, 0, message, at, octets.length);
    }

    static String text(byte[] message, int at) {
        return new String(message, at, 4, StandardCharsets.ISO_8859_1);
    }
}
