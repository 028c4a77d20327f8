package io.rvoip.rtp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** RFC 4571 section 2. */
class FrameReaderTest {
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
    private final List<ByteBuf> packets = new ArrayList<>();
    private final FrameReader reader = new FrameReader(allocator, packets::add);

    private static ByteBuf frame(int length, int fill) {
        ByteBuf frame = Unpooled.buffer().writeShort(length);
        for (int i = 0; i < length; i++) {
            frame.writeByte(fill);
        }
        return frame;
    }

    @AfterEach
    void givesEverythingBack() {
        reader.close();
        packets.forEach(ByteBuf::release);
        assertThat(allocator.metric().usedHeapMemory()).isZero();
    }

    @Test
    void packetsComeOutAsTheyWereHoweverTheStreamIsCut() {
        Random random = new Random(1);
        ByteBuf stream = Unpooled.buffer();
        List<Integer> lengths = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int length = 1 + random.nextInt(FrameReader.LONGEST);
            lengths.add(length);
            stream.writeBytes(frame(length, i));
            stream.writeBytes(frame(0, 0)); // says nothing
        }
        while (stream.isReadable()) {
            ByteBuf part = stream.readSlice(Math.min(stream.readableBytes(), 1 + random.nextInt(3_000)));
            assertThat(reader.read(part)).isTrue();
            assertThat(part.isReadable()).isFalse();
        }
        assertThat(packets).extracting(ByteBuf::readableBytes).isEqualTo(lengths);
        for (int i = 0; i < packets.size(); i++) {
            assertThat(packets.get(i).forEachByte(of(i))).as("another octet").isEqualTo(-1);
        }
    }

    private static io.netty.util.ByteProcessor of(int value) {
        return octet -> octet == (byte) value;
    }

    @Test
    void octetByOctet() {
        ByteBuf stream = frame(300, 7);
        while (stream.isReadable()) {
            assertThat(packets).isEmpty();
            assertThat(reader.read(stream.readSlice(1))).isTrue();
        }
        assertThat(packets).hasSize(1);
    }

    @Test
    void aPacketCanGrowBehindItsEndByWhatEncryptionAdds() {
        reader.read(frame(100, 7));
        assertThat(packets.get(0).writableBytes()).isGreaterThanOrEqualTo(64);
    }

    @Test
    void whatIsTooLongIsNotWaitedFor() {
        assertThat(reader.read(frame(FrameReader.LONGEST, 1))).isTrue();
        assertThat(reader.read(Unpooled.buffer().writeShort(FrameReader.LONGEST + 1))).isFalse();
        assertThat(reader.read(Unpooled.buffer().writeShort(0xFFFF))).isFalse();
        assertThat(packets).hasSize(1);
        assertThat(allocator.metric().usedHeapMemory()).as("no memory for it").isLessThan(3_000);
    }

    /** Only what has begun takes memory. */
    @Test
    void halfALengthTakesNone() {
        reader.read(Unpooled.buffer().writeByte(1));
        assertThat(allocator.metric().usedHeapMemory()).isZero();
    }
}
