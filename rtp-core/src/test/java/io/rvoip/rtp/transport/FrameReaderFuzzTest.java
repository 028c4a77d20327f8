package io.rvoip.rtp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;

/** Any stream of packets with their lengths, in one piece and octet by octet: the same comes out, and all memory is given back. */
class FrameReaderFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void anyStream(byte[] bytes) {
        List<ByteBuf> whole = read(bytes, Math.max(1, bytes.length));
        List<ByteBuf> cut = read(bytes, 1);
        assertThat(cut).isEqualTo(whole);
        assertThat(whole).allMatch(packet -> packet.readableBytes() > 0 && packet.readableBytes() <= FrameReader.LONGEST);
    }

    private static List<ByteBuf> read(byte[] bytes, int piece) {
        UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
        List<ByteBuf> packets = new ArrayList<>();
        FrameReader reader = new FrameReader(allocator, packet -> {
            packets.add(Unpooled.copiedBuffer(packet));
            packet.release();
        });
        ByteBuf stream = Unpooled.wrappedBuffer(bytes);
        boolean goesOn = true;
        while (goesOn && stream.isReadable()) {
            goesOn = reader.read(stream.readSlice(Math.min(piece, stream.readableBytes())));
        }
        reader.close();
        assertThat(allocator.metric().usedHeapMemory()).isZero();
        return packets;
    }
}
