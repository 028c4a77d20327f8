package io.rvoip.rtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/** Packets for tests, written byte by byte. */
public final class TestPackets {
    private TestPackets() {}

    /** The bytes of a hexadecimal text; spaces are ignored. */
    public static ByteBuf hex(String text) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(text.replace(" ", "")));
    }

    /** A packet with a payload of {@code octets} zero bytes. */
    public static ByteBuf rtp(int payloadType, boolean marker, int sequence, int timestamp, int ssrc, int octets) {
        return Unpooled.buffer()
                .writeByte(0x80)
                .writeByte(payloadType | (marker ? 0x80 : 0))
                .writeShort(sequence)
                .writeInt(timestamp)
                .writeInt(ssrc)
                .writeZero(octets);
    }

    /** A telephone-event packet. */
    public static ByteBuf event(int sequence, int timestamp, int ssrc, int... events) {
        ByteBuf packet = rtp(101, false, sequence, timestamp, ssrc, 0);
        for (int event : events) {
            packet.writeInt(event);
        }
        return packet;
    }

    /** A view of {@code packet}, which has to be valid. */
    public static RtpPacket view(ByteBuf packet) {
        RtpPacket view = new RtpPacket();
        RtpProblem problem = view.wrap(packet);
        if (problem != RtpProblem.NONE) {
            throw new AssertionError(problem);
        }
        return view;
    }
}
