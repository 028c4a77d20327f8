package io.rvoip.rtp.srtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.testing.SeededIds;

/** Keys, contexts and packets for tests. */
final class SrtpPackets {
    static final int SSRC = 0x12345678;
    private static final int ROOM = 256;

    private SrtpPackets() {}

    static SrtpMasterKey key(SrtpSuite suite) {
        return SrtpMasterKey.random(suite, new SeededIds(7));
    }

    static SrtpContext open(SrtpMasterKey key) {
        return SrtpEngine.jca(CryptoProvider.jdk()).open(key);
    }

    static ByteBuf rtp(int sequence) {
        return rtp(sequence, SSRC, 160);
    }

    static ByteBuf rtp(int sequence, int ssrc, int octets) {
        ByteBuf packet = Unpooled.buffer(12 + octets + ROOM).writeByte(0x80).writeByte(0).writeShort(sequence)
                .writeInt(160 * sequence).writeInt(ssrc);
        for (int i = 0; i < octets; i++) {
            packet.writeByte(i * 31 + sequence);
        }
        return packet;
    }

    /** A receiver report without blocks, and an application-defined packet behind it. */
    static ByteBuf rtcp(int ssrc, int octets) {
        return Unpooled.buffer(20 + octets + ROOM).writeInt(0x80C90001).writeInt(ssrc)
                .writeInt(0x80CC0000 | 2 + octets / 4).writeInt(ssrc).writeInt(0x74657374).writeZero(octets / 4 * 4);
    }

    static byte[] octets(ByteBuf packet) {
        return ByteBufUtil.getBytes(packet);
    }

    /** A copy with room behind it. */
    static ByteBuf copy(ByteBuf packet) {
        return Unpooled.buffer(packet.readableBytes() + ROOM).writeBytes(octets(packet));
    }
}
