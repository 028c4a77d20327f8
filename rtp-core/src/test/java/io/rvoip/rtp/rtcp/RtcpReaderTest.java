package io.rvoip.rtp.rtcp;

import static io.rvoip.rtp.TestPackets.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RtcpReaderTest {
    private static final String RR = "80c90001 00000001";
    private static final String SR =
            "81c8000c 00000007 b44db705 20000000 00000064 00000002 00000140"
            + "00000001 4cfffffd 00010005 00000009 b7052000 00054000";
    private static final String CNAME = "81ca0003 00000007 01026162 00000000";

    @Test
    void readsASenderReportByHand() {
        RtcpCompound compound = RtcpReader.read(hex(SR + CNAME));

        assertThat(compound.problem()).isEqualTo(RtcpProblem.NONE);
        assertThat(compound.packets()).containsExactly(
                new SenderReport(7, 0xb44d_b705_2000_0000L, 100, 2, 320,
                        List.of(new ReportBlock(1, 0x4c, -3, 0x1_0005, 9, 0xb705_2000, 0x5_4000))),
                SourceDescription.ofCname(7, "ab"));
    }

    @Test
    void readsFromWhereTheBufferIsReadable() {
        ByteBuf bytes = hex("ffffff" + RR).skipBytes(3);

        assertThat(RtcpReader.read(bytes).packets()).containsExactly(new ReceiverReport(1, List.of()));
        assertThat(bytes.readerIndex()).isEqualTo(3);
    }

    /** Fields of 32 bits are unsigned. */
    @Test
    void readsTheLargestFigures() {
        RtcpCompound compound = RtcpReader.read(hex("81c90007 ffffffff ffffffff ff7fffff ffffffff ffffffff ffffffff"
                + "ffffffff"));

        assertThat(compound.packets()).containsExactly(new ReceiverReport(-1, List.of(
                new ReportBlock(-1, 255, 0x7F_FFFF, 0xFFFF_FFFFL, 0xFFFF_FFFFL, -1, 0xFFFF_FFFFL))));
    }

    @Test
    void skipsProfileSpecificExtensions() {
        assertThat(RtcpReader.read(hex("80c90003 00000001 cafecafe cafecafe" + CNAME)).packets())
                .containsExactly(new ReceiverReport(1, List.of()), SourceDescription.ofCname(7, "ab"));
    }

    /** A lesson of another stack, which lost reports behind feedback. */
    @Test
    void feedbackInAnyPlaceHidesNothing() {
        String pli = "81ce0002 00000001 00000007";
        String nack = "81cd0003 00000001 00000007 00010000";

        for (String bytes : List.of(pli + SR + CNAME, SR + nack + CNAME, nack + pli + SR + CNAME, SR + CNAME + pli)) {
            RtcpCompound compound = RtcpReader.read(hex(bytes));

            assertThat(compound.problem()).isEqualTo(RtcpProblem.NONE);
            assertThat(compound.packets()).hasAtLeastOneElementOfType(SenderReport.class)
                    .hasAtLeastOneElementOfType(SourceDescription.class)
                    .hasSizeGreaterThan(2);
        }
        assertThat(RtcpReader.read(hex(pli)).packets()).containsExactly(new PictureLoss(1, 7));
        assertThat(new OtherRtcp(206, 1, 8).feedback()).isTrue();
        assertThat(new OtherRtcp(208, 1, 8).feedback()).isFalse();
    }

    @Test
    void keepsByesWithTheirReason() {
        assertThat(RtcpReader.read(hex(RR + "82cb0004 00000001 00000002 05686170 70790000")).packets())
                .contains(new Goodbye(List.of(1, 2), "happy"));
        assertThat(RtcpReader.read(hex(RR + "80cb0000")).packets()).contains(new Goodbye(List.of(), ""));
    }

    @Test
    void namesApplicationPacketsAndUnknownOnes() {
        assertThat(RtcpReader.read(hex(RR + "85cc0003 00000001 54455354 cafecafe" + "80d00001 00000001")).packets())
                .contains(new AppPacket(5, 1, "TEST", 4), new OtherRtcp(208, 0, 4));
    }

    @Test
    void stripsPaddingOfTheLastPacket() {
        RtcpCompound compound = RtcpReader.read(hex(RR + "a1cb0003 00000001 00000000 00000008"));

        assertThat(compound.problem()).isEqualTo(RtcpProblem.NONE);
        assertThat(compound.packets()).endsWith(new Goodbye(List.of(1), ""));
    }

    @Test
    void textThatIsNoUtf8IsReadByteByByte() {
        RtcpCompound compound = RtcpReader.read(hex("80c90001 00000001 81ca0003 00000007 0102ff61 00000000"));

        assertThat(compound.packets()).contains(SourceDescription.ofCname(7, "?a"));
    }

    /** SECURITY.md, R3: the tail is dropped, what came before it stays. */
    @ParameterizedTest
    @CsvSource({
        "'', 0, TOO_SHORT",
        "80c90000, 0, TOO_SHORT",
        "80c90001, 0, TOO_SHORT",
        "80c90001 000000, 0, TOO_SHORT",
        "00c90001 00000001, 0, BAD_VERSION",
        "80ca0001 00000001, 0, FIRST_NOT_REPORT",
        "81cb0001 00000001, 0, FIRST_NOT_REPORT",
        "80cf0001 00000001, 0, FIRST_NOT_REPORT",
        "80080001 00000001, 0, FIRST_NOT_REPORT",
        "80c90002 00000001, 0, LENGTH_PAST_END",
        "80c9ffff 00000001, 0, LENGTH_PAST_END",
        "80c80001 00000001, 0, CONTENT_PAST_END",
        "9fc90001 00000001, 0, CONTENT_PAST_END",
        "80c90000 80c90000, 0, CONTENT_PAST_END",
        "80c90001 00000001 80, 1, TOO_SHORT",
        "80c90001 00000001 00000000, 1, BAD_VERSION",
        "80c90001 00000001 81ca0002 00000007, 1, LENGTH_PAST_END",
        "80c90001 00000001 81ca0000, 1, CONTENT_PAST_END",
        "80c90001 00000001 82ca0003 00000007 01026162 00000000, 1, CONTENT_PAST_END",
        "80c90001 00000001 81ca0001 00000007, 1, UNTERMINATED_CHUNK",
        "80c90001 00000001 81ca0002 00000007 01026162, 1, UNTERMINATED_CHUNK",
        "80c90001 00000001 81ca0002 00000007 01036162, 1, CONTENT_PAST_END",
        "80c90001 00000001 81ca0002 00000007 01016101, 1, CONTENT_PAST_END",
        "80c90001 00000001 81ca0002 00000007 01ff6162, 1, CONTENT_PAST_END",
        "80c90001 00000001 81cb0000, 1, CONTENT_PAST_END",
        "80c90001 00000001 9fcb0001 00000001, 1, CONTENT_PAST_END",
        "80c90001 00000001 81cb0002 00000001 ff414243, 1, CONTENT_PAST_END",
        "80c90001 00000001 81cb0002 00000001 04414243, 1, CONTENT_PAST_END",
        "80c90001 00000001 80cc0001 00000001, 1, CONTENT_PAST_END",
        "80c90001 00000001 80cdffff 00000001, 1, LENGTH_PAST_END",
        "80c90001 00000001 8fce0004 00000001, 1, LENGTH_PAST_END",
        "80c90001 00000001 80cf0003 00000001 00000000, 1, LENGTH_PAST_END",
        "a0c90001 00000001 80cb0000, 0, BAD_PADDING",
        "80c90001 00000001 a1cb0002 00000001 00000000, 1, BAD_PADDING",
        "80c90001 00000001 a1cb0002 00000001 00000003, 1, BAD_PADDING",
        "80c90001 00000001 a1cb0002 00000001 0000000c, 1, BAD_PADDING",
        "80c90001 00000001 a0cb0000, 1, BAD_PADDING",
        "80c90001 00000001 a1cb0001 00000008, 1, BAD_PADDING",
        "80c90001 00000001 a1cb0001 00000004, 1, CONTENT_PAST_END"
    })
    void dropsTheMalformedTail(String bytes, int kept, RtcpProblem problem) {
        ByteBuf datagram = hex(bytes);
        RtcpCompound compound = RtcpReader.read(datagram);

        assertThat(compound.problem()).isEqualTo(problem);
        assertThat(compound.packets()).hasSize(kept);
        assertThat(compound.offset()).isEqualTo(kept * 8);
        assertThat(datagram.readerIndex()).isZero();
        assertThat(datagram.refCnt()).isEqualTo(1);
    }

    @Test
    void stopsAtTheMostPackets() {
        ByteBuf many = Unpooled.buffer();
        for (int i = 0; i < RtcpReader.MAX_PACKETS + 1; i++) {
            many.writeBytes(hex(RR));
        }

        RtcpCompound compound = RtcpReader.read(many);

        assertThat(compound.problem()).isEqualTo(RtcpProblem.TOO_MANY_PACKETS);
        assertThat(compound.packets()).hasSize(RtcpReader.MAX_PACKETS);
    }

    @Property
    void anyTailIsReadOrNamed(@ForAll @Size(max = 100) byte[] tail) {
        RtcpCompound compound = RtcpReader.read(Unpooled.wrappedBuffer(hex(RR), Unpooled.wrappedBuffer(tail)));

        assertThat(compound.packets()).isNotEmpty().startsWith(new ReceiverReport(1, List.of()));
        assertThat(compound.offset() == 8 + tail.length).isEqualTo(compound.problem() == RtcpProblem.NONE);
    }

    @Property
    void anyCutOfACompoundKeepsItsHead(@ForAll byte cut) {
        ByteBuf whole = hex(SR + CNAME + "81cb0001 00000007");
        int length = Math.floorMod(cut, whole.readableBytes() + 1);

        RtcpCompound compound = RtcpReader.read(whole.slice(0, length));

        assertThat(compound.packets()).hasSize(length < 52 ? 0 : length < 68 ? 1 : length < 76 ? 2 : 3);
        assertThat(compound.problem() == RtcpProblem.NONE).isEqualTo(length == 52 || length == 68 || length == 76);
    }
}
