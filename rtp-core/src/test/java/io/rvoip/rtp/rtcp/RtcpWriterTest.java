package io.rvoip.rtp.rtcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.rvoip.testing.SeededIds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RtcpWriterTest {
    private static final SourceDescription CNAME = SourceDescription.ofCname(7, "ab");

    @Test
    void writesACompoundByHand() {
        ByteBuf out = Unpooled.buffer();

        RtcpWriter.write(List.of(
                new SenderReport(7, 0xb44d_b705_2000_0000L, 100, 2, 320,
                        List.of(new ReportBlock(1, 0x4c, -3, 0x1_0005, 9, 0xb705_2000, 0x5_4000))),
                CNAME, new Goodbye(List.of(7), "bye")), out);

        assertThat(ByteBufUtil.hexDump(out)).isEqualTo(
                "81c8000c00000007b44db70520000000000000640000000200000140"
                + "000000014cfffffd0001000500000009b705200000054000"
                + "81ca0003000000070102616200000000"
                + "81cb00020000000703627965");
    }

    @Test
    void aChunkAlwaysEndsWithAZero() {
        for (String cname : List.of("a", "ab", "abc", "abcd", "", "ä")) {
            ByteBuf out = Unpooled.buffer();
            SourceDescription description = SourceDescription.ofCname(7, cname);

            RtcpWriter.write(List.of(new ReceiverReport(7, List.of()), description), out);

            assertThat(out.readableBytes() % 4).isZero();
            assertThat(RtcpReader.read(out).packets()).endsWith(description);
        }
    }

    @Test
    void insistsOnTheRulesOfCompounds() {
        ByteBuf out = Unpooled.buffer();
        ReceiverReport report = new ReceiverReport(7, List.of());

        assertThatThrownBy(() -> RtcpWriter.write(List.of(), out)).hasMessageContaining("SR or RR first");
        assertThatThrownBy(() -> RtcpWriter.write(List.of(CNAME, report), out)).hasMessageContaining("SR or RR first");
        assertThatThrownBy(() -> RtcpWriter.write(List.of(report), out)).hasMessageContaining("SDES with CNAME");
        assertThatThrownBy(() -> RtcpWriter.write(List.of(report, new SourceDescription(
                List.of(new SourceDescription.Chunk(7, List.of(new SourceDescription.Item(2, "name")))))), out))
                .hasMessageContaining("SDES with CNAME");
        assertThat(out.readableBytes()).isZero();
        assertThatThrownBy(() -> RtcpWriter.write(List.of(report, CNAME, new OtherRtcp(205, 1, 8)), out))
                .hasMessageContaining("type 205");
    }

    @Test
    void recordsRefuseWhatDoesNotFit() {
        String tooLong = "x".repeat(256);
        assertThatThrownBy(() -> SourceDescription.ofCname(1, tooLong)).hasMessage("text: 256 bytes (expected: 0-255)");
        assertThatThrownBy(() -> new SourceDescription.Item(0, "")).hasMessage("type: 0 (expected: 1-255)");
        assertThatThrownBy(() -> new Goodbye(List.of(), tooLong)).hasMessage("reason: 256 bytes (expected: 0-255)");
        assertThatThrownBy(() -> new Goodbye(Collections.nCopies(32, 1), ""))
                .hasMessage("ssrcs: 32 (expected: 0-31)");
        ReportBlock block = new ReportBlock(1, 0, 0, 0, 0, 0, 0);
        assertThatThrownBy(() -> new ReceiverReport(1, Collections.nCopies(32, block)))
                .hasMessage("reports: 32 (expected: 0-31)");
        assertThatThrownBy(() -> new ReportBlock(1, 256, 0, 0, 0, 0, 0))
                .hasMessage("fractionLost: 256 (expected: 0-255)");
        assertThatThrownBy(() -> new ReportBlock(1, 0, 0x80_0000, 0, 0, 0, 0))
                .hasMessageStartingWith("cumulativeLost: 8388608");
        assertThatThrownBy(() -> new ReportBlock(1, 0, 0, -1, 0, 0, 0)).hasMessageStartingWith("highestSequence: -1");
    }

    @Property
    void whatIsWrittenIsReadBack(@ForAll long seed) {
        SeededIds random = new SeededIds(seed);
        List<RtcpPacket> packets = new ArrayList<>();
        packets.add(random.nextInt(2) == 0
                ? new ReceiverReport((int) random.nextLong(), blocks(random))
                : new SenderReport((int) random.nextLong(), random.nextLong(), (int) random.nextLong(),
                        unsigned(random), unsigned(random), blocks(random)));
        packets.add(SourceDescription.ofCname((int) random.nextLong(), random.token()));
        List<SourceDescription.Item> items = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            String text = random.token().substring(random.nextInt(20));
            items.add(new SourceDescription.Item(1 + random.nextInt(255), text));
        }
        packets.add(new SourceDescription(List.of(new SourceDescription.Chunk(1, items),
                new SourceDescription.Chunk(2, List.of()))));
        packets.add(new Goodbye(List.of(1, 2), random.token().substring(random.nextInt(20))));
        ByteBuf out = Unpooled.buffer();

        RtcpWriter.write(packets, out);

        RtcpCompound compound = RtcpReader.read(out);
        assertThat(compound.problem()).isEqualTo(RtcpProblem.NONE);
        assertThat(compound.packets()).isEqualTo(packets);
    }

    private static List<ReportBlock> blocks(SeededIds random) {
        List<ReportBlock> blocks = new ArrayList<>();
        for (int i = random.nextInt(32); i > 0; i--) {
            blocks.add(new ReportBlock((int) random.nextLong(), random.nextInt(256),
                    random.nextInt(0x100_0000) - 0x80_0000, unsigned(random), unsigned(random),
                    (int) random.nextLong(), unsigned(random)));
        }
        return blocks;
    }

    private static long unsigned(SeededIds random) {
        return random.nextLong() >>> 32;
    }
}
