package io.rvoip.rtp.rtcp;

import static io.rvoip.rtp.TestPackets.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3611. */
class ExtendedReportTest {
    private static final String RR = "80c90001 00000007";
    private static final String CNAME = "81ca0003 00000007 01026162 00000000";
    private static final VoipMetrics METRICS =
            new VoipMetrics(9, 12, 13, 84, 10, 120, 520, 30, 61, 16, 88, 41, 127, 0xF0, 40, 45, 200);
    private static final String WIRE = "80cf0011 00000007"
            + "04000002 b44db705 20000000"
            + "05000003 00000009 b7052000 00054000"
            + "07000008 00000009 0c0d540a 00780208 001e003d 7f7f7f10 587f297f f0000028 002d00c8";
    private static final ExtendedReport REPORT = new ExtendedReport(7, List.of(
            new ReferenceTime(0xb44d_b705_2000_0000L), new Dlrr(List.of(new Dlrr.Answer(9, 0xb705_2000, 0x5_4000))), METRICS));

    @Test
    void isWrittenByHand() {
        ByteBuf out = Unpooled.buffer();

        RtcpWriter.write(List.of(new ReceiverReport(7, List.of()), SourceDescription.ofCname(7, "ab"), REPORT), out);

        assertThat(ByteBufUtil.hexDump(out)).isEqualTo((RR + CNAME + WIRE).replace(" ", ""));
    }

    @Test
    void isReadByHand() {
        RtcpCompound compound = RtcpReader.read(hex(RR + CNAME + WIRE));

        assertThat(compound.problem()).isEqualTo(RtcpProblem.NONE);
        assertThat(compound.packets()).last().isEqualTo(REPORT);
    }

    @Test
    void keepsNoMoreThanTheHeaderOfOtherBlocks() {
        String statistics = "06e00009" + "00000000".repeat(9);
        String shortMetrics = "07000001 00000009";
        String oddDlrr = "05000002 00000009 00000000";
        RtcpCompound compound = RtcpReader.read(hex(RR + "80cf0010 00000007" + statistics + shortMetrics + oddDlrr));

        assertThat(compound.packets()).last().isEqualTo(new ExtendedReport(7, List.of(
                new OtherXrBlock(6, 36), new OtherXrBlock(7, 4), new OtherXrBlock(5, 8))));
        assertThatThrownBy(() -> RtcpWriter.write(List.of(new ReceiverReport(7, List.of()),
                SourceDescription.ofCname(7, "ab"), new ExtendedReport(7, List.of(new OtherXrBlock(6, 36)))), Unpooled.buffer()))
                .hasMessageContaining("type 6");
    }

    @ParameterizedTest
    @ValueSource(strings = {"80cf0000", "80cf0002 00000007 04000002", "80cf0003 00000007 04000000 ffffffff"})
    void endsTheReadingWhenItPromisesMoreThanThereIs(String broken) {
        RtcpCompound compound = RtcpReader.read(hex(RR + broken));

        assertThat(compound.packets()).containsExactly(new ReceiverReport(7, List.of()));
        assertThat(compound.problem()).isEqualTo(RtcpProblem.CONTENT_PAST_END);
        assertThat(compound.offset()).isEqualTo(8);
    }

    @Test
    void isBounded() {
        String many = "80cf0041 00000007" + "09000000".repeat(64);
        String answers = "80cf0079 00000007 05000077" + "00000009 00000001 00000002".repeat(39) + "00000000".repeat(2);

        RtcpCompound blocks = RtcpReader.read(hex(RR + many));
        assertThat(((ExtendedReport) blocks.packets().get(1)).blocks()).hasSize(ExtendedReport.MAX_BLOCKS);
        assertThat(blocks.problem()).isEqualTo(RtcpProblem.NONE);
        assertThat(RtcpReader.read(hex(RR + answers.replace("05000077", "05000075"))).packets()).hasSize(2)
                .last().satisfies(report -> assertThat(((ExtendedReport) report).blocks().get(0))
                        .isEqualTo(new Dlrr(Collections.nCopies(Dlrr.MAX_ANSWERS, new Dlrr.Answer(9, 1, 2)))));
        assertThatThrownBy(() -> new ExtendedReport(7, Collections.nCopies(17, METRICS))).hasMessageContaining("0-16");
        assertThatThrownBy(() -> new Dlrr(Collections.nCopies(32, new Dlrr.Answer(9, 1, 2)))).hasMessageContaining("0-31");
    }

    @Test
    void aScoreOutOfRangeIsNone() {
        assertThat(METRICS.meanOpinionScore()).as("no conversational one").hasValue(4.1);
        assertThat(new VoipMetrics(9, 0, 0, 0, 0, 0, 0, 0, 0, 16, 127, 9, 51, 0, 0, 0, 0).meanOpinionScore()).isEmpty();
        assertThat(new VoipMetrics(9, 0, 0, 0, 0, 0, 0, 0, 0, 16, 127, 40, 38, 0, 0, 0, 0).meanOpinionScore()).hasValue(3.8);
    }
}
