package io.rvoip.rtp.rtcp;

import static io.rvoip.rtp.TestPackets.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Feedback by hand, and what is wrong with it (SECURITY.md, R3). */
class FeedbackTest {
    private static final String RR = "80c90001 00000001";

    private static RtcpPacket read(String bytes) {
        RtcpCompound compound = RtcpReader.read(hex(bytes));
        assertThat(compound.problem()).isEqualTo(RtcpProblem.NONE);
        return compound.packets().get(0);
    }

    @Test
    void aNackNamesAPacketAndThoseBehindIt() {
        assertThat(read("81cd0004 00000001 00000007 fffe8005 00200000"))
                .isEqualTo(new GenericNack(1, 7, List.of(0xFFFE, 0xFFFF, 1, 14, 0x20)));
    }

    @Test
    void picturesAreAskedForInTwoWays() {
        assertThat(read("81ce0002 00000001 00000007")).isEqualTo(new PictureLoss(1, 7));
        assertThat(read("84ce0006 00000001 00000000 00000007 2a000000 00000008 ff000000")).isEqualTo(new IntraRequest(1,
                List.of(new IntraRequest.Request(7, 42), new IntraRequest.Request(8, 255))));
    }

    /** 64,000 = 125 * 2^9; an exponent that lifts the mantissa out of 64 bits is as much as can be. */
    @Test
    void limitsAreAskedForAndTold() {
        assertThat(read("83cd0004 00000001 00000000 00000007 2400fa28")).isEqualTo(
                new BitrateLimit(1, false, List.of(new BitrateLimit.Limit(7, 125 << 9, 40))));
        assertThat(read("84cd0002 00000001 00000000")).isEqualTo(new BitrateLimit(1, true, List.of()));
        assertThat(read("84cd0004 00000001 00000000 00000007 ffffffff")).isEqualTo(
                new BitrateLimit(1, true, List.of(new BitrateLimit.Limit(7, Long.MAX_VALUE, 511))));
    }

    @Test
    void browsersSayWhatThePathCarriesAndWhatArrived() {
        assertThat(read("8fce0005 00000001 00000000 52454d42 010603e8 00000007"))
                .isEqualTo(new BitrateEstimate(1, 1000L << 1 | 131072L << 1, List.of(7)));
        assertThat(read("8fcd0007 00000001 00000007 00100006 00000101 2004d000 04040404 04000000"))
                .as("four that came in a run, then one of two").isEqualTo(new TransportFeedback(1, 7, 16, 6, 5));
    }

    @Test
    void otherFormatsAreNamedAndPassedOver() {
        assertThat(read("82cd0003 00000001 00000007 cafecafe")).isEqualTo(new OtherRtcp(205, 2, 12));
        assertThat(read("8fce0003 00000001 00000007 41424344")).isEqualTo(new OtherRtcp(206, 15, 12));
        assertThat(read("83ce0003 00000001 00000007 08000000")).isEqualTo(new OtherRtcp(206, 3, 12));
    }

    @ParameterizedTest
    @CsvSource({
        "81cd0001 00000001", "81cd0002 00000001 00000007", "81ce0000", "82ce0002 00000001 00000007",
        "83ce0003 00000001 00000007 ffffffff", "84ce0003 00000001 00000007 00000000",
        "83cd0002 00000001 00000007", "8fce0004 00000001 00000000 52454d42 01060000",
        "8fce0003 00000001 00000000 52454d42", "8fcd0003 00000001 00000007 00100006",
        "8fcd0004 00000001 00000007 0010ffff 00000101", "8fcd0005 00000001 00000007 00100001 00000101 00000000",
        "8fcd0005 00000001 00000007 0010000e 00000101 bfff0101", "8fcd0005 00000001 00000007 ffffffff ffffffff ffffffff"
    })
    void whatPromisesTooMuchEndsTheReading(String bytes) {
        RtcpCompound compound = RtcpReader.read(hex(RR + bytes + "80cb0000"));

        assertThat(compound.problem()).isEqualTo(RtcpProblem.CONTENT_PAST_END);
        assertThat(compound.packets()).containsExactly(new ReceiverReport(1, List.of()));
    }

    /** 65,535 bytes of NACK, the largest that a length can say. */
    @Test
    void noMoreIsTakenThanAnyoneWaitsFor() {
        ByteBuf nack = Unpooled.buffer().writeBytes(hex("81cd3ffe 00000001 00000007"));
        for (int i = 0; i < 0x3ffe - 2; i++) {
            nack.writeInt(i << 16 | 0xFFFF);
        }
        RtcpCompound compound = RtcpReader.read(nack);

        assertThat(compound.problem()).isEqualTo(RtcpProblem.NONE);
        assertThat(((GenericNack) compound.packets().get(0)).lost()).hasSize(GenericNack.MOST);
    }

    @Property(tries = 300)
    void whatIsWrittenIsRead(@ForAll @Size(min = 1, max = 100) List<@IntRange(max = 400) Integer> steps, @ForAll @IntRange(max = 65535) int from) {
        List<Integer> lost = new TreeSet<>(steps).stream().map(step -> from + step & 0xFFFF).toList();
        ByteBuf out = Unpooled.buffer();
        RtcpWriter.writeReduced(List.of(new GenericNack(1, 7, lost)), out);

        assertThat(RtcpReader.read(out).packets()).containsExactly(new GenericNack(1, 7, lost));
    }

    /** By RFC 4585 section 6.3.1, RFC 5104 section 4.3.1 and the draft of REMB. */
    @Test
    void whatIsAskedAndToldOfVideoIsWrittenAsItIsRead() {
        ByteBuf out = Unpooled.buffer();
        List<RtcpPacket> told = List.of(new PictureLoss(1, 7), new IntraRequest(1, List.of(new IntraRequest.Request(7, 9))),
                new BitrateEstimate(1, 2_097_136, List.of(7)));
        RtcpWriter.writeReduced(told, out);

        assertThat(ByteBufUtil.hexDump(out)).isEqualTo("81ce00020000000100000007" + "84ce000400000001000000000000000709000000"
                + "8fce0005000000010000000052454d42010ffffe00000007");
        assertThat(RtcpReader.read(out).packets()).isEqualTo(told);
    }

    /** By RFC 5104 sections 4.2.1.1 and 4.2.2.1: 131,071 * 2^3, 40 octets of headers; and 125 * 2^9 in as many bits as there are. */
    @Test
    void limitsAreWrittenAsTheyAreRead() {
        ByteBuf out = Unpooled.buffer();
        List<RtcpPacket> told = List.of(new BitrateLimit(1, false, List.of(new BitrateLimit.Limit(7, 1_048_568, 40))),
                new BitrateLimit(1, true, List.of(new BitrateLimit.Limit(9, 64_000, 511))), new BitrateLimit(1, true, List.of()));
        RtcpWriter.writeReduced(told, out);

        assertThat(ByteBufUtil.hexDump(out)).isEqualTo("83cd00040000000100000000" + "000000070ffffe28"
                + "84cd00040000000100000000" + "0000000901f401ff" + "84cd00020000000100000000");
        assertThat(RtcpReader.read(out).packets()).isEqualTo(told);
    }

    @Property(tries = 300)
    void aLimitIsRoundedDownALittle(@ForAll @LongRange(min = 0) long rate) {
        ByteBuf out = Unpooled.buffer();
        RtcpWriter.writeReduced(List.of(new BitrateLimit(1, false, List.of(new BitrateLimit.Limit(7, rate, 40)))), out);
        long read = ((BitrateLimit) RtcpReader.read(out).packets().get(0)).limits().get(0).bitsPerSecond();

        assertThat(read).isBetween(rate - rate / 65_536, rate);
    }

    @Property(tries = 300)
    void anEstimateIsRoundedDownALittle(@ForAll @LongRange(min = 0) long rate) {
        ByteBuf out = Unpooled.buffer();
        RtcpWriter.writeReduced(List.of(new BitrateEstimate(1, rate, List.of(7))), out);
        long read = ((BitrateEstimate) RtcpReader.read(out).packets().get(0)).bitsPerSecond();

        assertThat(read).isBetween(rate - rate / 100_000, rate);
    }

    @Test
    void neighboursShareAnItem() {
        ByteBuf out = Unpooled.buffer();
        RtcpWriter.writeReduced(List.of(new GenericNack(1, 7, List.of(0xFFFE, 0xFFFF, 14, 15))), out);

        assertThat(ByteBufUtil.hexDump(out)).isEqualTo("81cd000400000001" + "00000007" + "fffe8001" + "000f0000");
    }

    @Test
    void onlyRequestsGoAlone() {
        assertThatThrownBy(() -> RtcpWriter.writeReduced(List.of(new ReceiverReport(1, List.of())), Unpooled.buffer()))
                .hasMessageContaining("feedback alone");
        assertThatThrownBy(() -> RtcpWriter.writeReduced(List.of(), Unpooled.buffer())).hasMessageContaining("feedback alone");
        assertThatThrownBy(() -> new GenericNack(1, 2, List.of())).hasMessageContaining("1-128");
        assertThatThrownBy(() -> new GenericNack(1, 2, IntStream.range(0, 129).boxed().toList())).hasMessageContaining("129 packets");
    }
}
