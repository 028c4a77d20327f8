package io.rvoip.ice.stun;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Row I1 of SECURITY.md and the bounds of each attribute. */
class StunParserTest {
    private static final String ID = "000102030405060708090a0b";
    private final StunParser parser = new StunParser(StunLimits.DEFAULT);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 19})
    void refusesLessThanAHeader(int length) {
        assertThat(problem(Unpooled.wrappedBuffer(new byte[length])).reason()).contains("less than a header");
    }

    @Test
    void refusesMoreThanTheLimit() {
        assertThat(problem(Unpooled.wrappedBuffer(new byte[2_049])).reason()).contains("more than 2048");
    }

    @ParameterizedTest
    @CsvSource({
        "80010000 2112a442, the first two bits",
        "40010000 2112a442, the first two bits",
        "00010002 2112a442, length 2",
        "00010004 2112a442, length 4",
        "0001fffc 2112a442, length 65532",
        "00010000 2112a443, no magic cookie",
        "00010000 00000000, no magic cookie",
    })
    void refusesABadHeader(String start, String reason) {
        assertThat(problem(Hex.buffer(start, ID)).reason()).startsWith(reason);
    }

    @Test
    void refusesALengthThatLeavesBytesOver() {
        assertThat(problem(Hex.buffer("00010000 2112a442", ID, "80220000")).reason()).startsWith("length 0 in");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8022ffff", "8022fffd", "80220001", "80220005 61626364"})
    void refusesAnAttributeThatEndsBehindTheMessage(String attribute) {
        StunProblem problem = problem(withAttributes(attribute));

        assertThat(problem.reason()).contains("ends behind the message");
        assertThat(problem.offset()).isEqualTo(20);
    }

    @ParameterizedTest
    @CsvSource({
        "00090000, ERROR-CODE of 0 bytes",
        "00090001 04000000, ERROR-CODE of 1 bytes",
        "00090003 00000400, ERROR-CODE of 3 bytes",
        "00090004 00000200, ERROR-CODE class 2 number 0",
        "00090004 00000700, ERROR-CODE class 7 number 0",
        "00090004 00000464, ERROR-CODE class 4 number 100",
        "00090005 00000414ff000000, text is not UTF-8",
        "00010004 00010050, address of 4 bytes",
        "00200008 0002a147e112a643, address family 2 in 8 bytes",
        "00200008 0003a147e112a643, address family 3 in 8 bytes",
        "0020000c 0001a147e112a643e112a643, address of 12 bytes",
        "802300080000a147e112a643, address family 0 in 8 bytes",
        "000a0003 80228000, UNKNOWN-ATTRIBUTES of 3 bytes",
        "00240003 00000000, attribute 24 of 3 bytes",
        "00250004 00000000, attribute 25 of 4 bytes",
        "80290004 00000000, attribute 8029 of 4 bytes",
        "802a0009 000000000000000000000000, attribute 802a of 9 bytes",
        "00060002 c3280000, text is not UTF-8",
        "00060003 eda08000, text is not UTF-8",
        "00060002 efbfbd00, text is not UTF-8",
        "00080010 00000000000000000000000000000000, MESSAGE-INTEGRITY of 16 bytes",
        "001c000c 000000000000000000000000, MESSAGE-INTEGRITY-SHA256 of 12 bytes",
        "80280003 00000000, FINGERPRINT of 3 bytes",
        "80280004 00000000, wrong FINGERPRINT",
    })
    void refusesAMalformedAttribute(String attribute, String reason) {
        StunProblem problem = problem(withAttributes(attribute));

        assertThat(problem.reason()).isEqualTo(reason);
        assertThat(problem.offset()).isEqualTo(20);
    }

    @ParameterizedTest
    @CsvSource({"0006, 509, 508", "0014, 764, 763", "0015, 764, 763", "8022, 764, 763"})
    void boundsText(String type, int tooLong, int longest) {
        assertThat(problem(text(type, tooLong)).reason()).contains("more than " + longest);
        assertThat(parser.parse(text(type, longest))).isInstanceOf(StunResult.Parsed.class);
    }

    @Test
    void refusesTooManyAttributes() {
        String[] attributes = new String[33];
        java.util.Arrays.fill(attributes, "80220000");

        assertThat(problem(withAttributes(attributes)).reason()).isEqualTo("more than 32 attributes");
    }

    @Test
    void refusesAnAttributeAfterTheFingerprint() {
        byte[] wire = bytes(withAttributes("80280004 00000000", "80220000"));
        CRC32 crc = new CRC32();
        crc.update(wire, 0, 20);
        int value = (int) crc.getValue() ^ 0x5354554e;
        ByteBuf datagram = Unpooled.wrappedBuffer(wire).setInt(24, value);

        assertThat(problem(datagram)).isEqualTo(new StunProblem("an attribute after FINGERPRINT", 28));
    }

    @Test
    void refusesAWrongFingerprint() {
        byte[] wire = RfcVectors.REQUEST.clone();
        wire[wire.length - 1] ^= 1;

        assertThat(problem(Unpooled.wrappedBuffer(wire)).reason()).isEqualTo("wrong FINGERPRINT");
    }

    @Test
    void listsUnknownAttributesThatMustBeUnderstood() {
        StunMessage message = parsed(withAttributes("7777 0000", "8777 0000", "0003 0004 00000000", "7777 0000"));

        assertThat(message.unknownRequired()).isEqualTo(List.of(0x7777, 0x0003));
        assertThat(message.attributes())
                .contains(new StunAttribute.Other(0x8777, 0), new StunAttribute.Other(0x0003, 4));
    }

    @Test
    void doesNotShowWhatTheIntegrityDoesNotCover() {
        String sum = "00080014" + "00".repeat(20);

        StunMessage message = parsed(withAttributes("80220000", sum, "00250000", "7777 0000"));

        assertThat(message.attributes())
                .containsExactly(new StunAttribute.Software(""), new StunAttribute.MessageIntegrity());
        assertThat(message.unknownRequired()).isEmpty();
    }

    @Test
    void theFirstOfSeveralCounts() {
        StunMessage message = parsed(withAttributes("80220001 61000000", "80220001 62000000"));

        assertThat(message.attribute(StunAttribute.Software.class)).contains(new StunAttribute.Software("a"));
    }

    @Test
    void leavesTheBufferAsItWas() {
        ByteBuf datagram = Unpooled.buffer().writeByte(9).writeBytes(RfcVectors.REQUEST);
        datagram.readByte();

        assertThat(parser.parse(datagram)).isInstanceOf(StunResult.Parsed.class);
        assertThat(datagram.readerIndex()).isEqualTo(1);
        assertThat(datagram.refCnt()).isEqualTo(1);
    }

    @Test
    void tellsStunFromOtherTraffic() {
        assertThat(StunParser.looksLikeStun(Unpooled.wrappedBuffer(RfcVectors.REQUEST))).isTrue();
        assertThat(StunParser.looksLikeStun(Hex.buffer("80010000 2112a442", ID))).isFalse();
        assertThat(StunParser.looksLikeStun(Hex.buffer("14010000 2112a442", ID))).isFalse();
        assertThat(StunParser.looksLikeStun(Hex.buffer("00010000 2112a442"))).isFalse();
        assertThat(StunParser.looksLikeStun(Hex.buffer("00010000 2112a441", ID))).isFalse();
    }

    private StunProblem problem(ByteBuf datagram) {
        StunResult result = parser.parse(datagram);
        assertThat(result).isInstanceOf(StunResult.Refused.class);
        return ((StunResult.Refused) result).problem();
    }

    private StunMessage parsed(ByteBuf datagram) {
        return ((StunResult.Parsed) parser.parse(datagram)).message();
    }

    private static ByteBuf withAttributes(String... attributes) {
        byte[] body = Hex.bytes(attributes);
        return Unpooled.wrappedBuffer(
                Hex.bytes(String.format("0001%04x", body.length), "2112a442", ID), body);
    }

    private static ByteBuf text(String type, int length) {
        int padded = length + 3 & ~3;
        return withAttributes(type + String.format("%04x", length) + "61".repeat(length) + "00".repeat(padded - length));
    }

    private static byte[] bytes(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.getBytes(0, bytes);
        return bytes;
    }
}
