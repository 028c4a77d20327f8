package io.rvoip.rtp;

import static io.rvoip.rtp.TestPackets.hex;
import static io.rvoip.rtp.TestPackets.view;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RtpPacketTest {
    private static final String PLAIN = "80 88 e6fd 000000f0 dee0ee8f";

    /** SECURITY.md, R1: what is no RTP packet, and why. */
    @ParameterizedTest
    @CsvSource({
        "'', TOO_SHORT",
        "80, TOO_SHORT",
        "80 88 e6fd 000000f0 dee0ee, TOO_SHORT",
        "00 88 e6fd 000000f0 dee0ee8f, BAD_VERSION",
        "40 88 e6fd 000000f0 dee0ee8f, BAD_VERSION",
        "c0 88 e6fd 000000f0 dee0ee8f, BAD_VERSION",
        "80 c8 e6fd 000000f0 dee0ee8f, RTCP_TYPE",
        "80 cc e6fd 000000f0 dee0ee8f, RTCP_TYPE",
        "8f 88 e6fd 000000f0 dee0ee8f 00000001 00000002, CSRC_PAST_END",
        "81 88 e6fd 000000f0 dee0ee8f 000000, CSRC_PAST_END",
        "90 88 e6fd 000000f0 dee0ee8f, EXTENSION_PAST_END",
        "90 88 e6fd 000000f0 dee0ee8f beded0, EXTENSION_PAST_END",
        "90 88 e6fd 000000f0 dee0ee8f bede ffff 00000000, EXTENSION_PAST_END",
        "90 88 e6fd 000000f0 dee0ee8f bede 0002 00000000, EXTENSION_PAST_END",
        "a0 88 e6fd 000000f0 dee0ee8f, BAD_PADDING",
        "a0 88 e6fd 000000f0 dee0ee8f d5d5d500, BAD_PADDING",
        "a0 88 e6fd 000000f0 dee0ee8f d5d5d505, BAD_PADDING",
        "a0 88 e6fd 000000f0 dee0ee8f d5d5d5ff, BAD_PADDING",
        "80 88 e6fd 000000f0 dee0ee8f, NONE",
        "80 c7 e6fd 000000f0 dee0ee8f, NONE",
        "80 cd e6fd 000000f0 dee0ee8f, NONE",
        "a0 88 e6fd 000000f0 dee0ee8f d5d5d504, NONE",
        "90 88 e6fd 000000f0 dee0ee8f bede 0000, NONE"
    })
    void saysWhatIsWrong(String bytes, RtpProblem problem) {
        assertThat(new RtpPacket().wrap(hex(bytes))).isEqualTo(problem);
    }

    @Test
    void readsTheFixedHeader() {
        RtpPacket packet = view(hex(PLAIN + "d5d5"));

        assertThat(packet.marker()).isTrue();
        assertThat(packet.payloadType()).isEqualTo(8);
        assertThat(packet.sequence()).isEqualTo(0xe6fd);
        assertThat(packet.timestamp()).isEqualTo(240);
        assertThat(packet.ssrc()).isEqualTo(0xdee0ee8f);
        assertThat(packet.padding()).isFalse();
        assertThat(packet.extension()).isFalse();
        assertThat(packet.csrcCount()).isZero();
        assertThat(packet.payloadOffset()).isEqualTo(12);
        assertThat(packet.payloadLength()).isEqualTo(2);
        assertThat(packet.length()).isEqualTo(14);
    }

    @Test
    void findsPayloadBetweenCsrcsExtensionAndPadding() {
        ByteBuf bytes = hex("ffff b2 08 0001 00000002 00000003 0000000a 0000000b abcd 0001 01020304 d5d6d7 0002")
                .skipBytes(2);
        RtpPacket packet = view(bytes);

        assertThat(packet.csrcCount()).isEqualTo(2);
        assertThat(packet.csrc(0)).isEqualTo(10);
        assertThat(packet.csrc(1)).isEqualTo(11);
        assertThat(packet.extension()).isTrue();
        assertThat(packet.extensionProfile()).isEqualTo(0xabcd);
        assertThat(packet.extensionLength()).isEqualTo(4);
        assertThat(bytes.getInt(packet.extensionOffset())).isEqualTo(0x01020304);
        assertThat(packet.padding()).isTrue();
        assertThat(packet.payloadLength()).isEqualTo(3);
        assertThat(bytes.getUnsignedMedium(packet.payloadOffset())).isEqualTo(0xd5d6d7);
    }

    @Test
    void paddingIsNotPayload() {
        assertThat(view(hex("a0 08 0001 00000002 00000003 d5d5 00000004")).payloadLength()).isEqualTo(2);
        assertThat(view(hex("a0 08 0001 00000002 00000003 00000004")).payloadLength()).isZero();
    }

    @Test
    void rewritesTheHeaderInPlaceAndLeavesTheRest() {
        ByteBuf bytes = hex(PLAIN + "d5d6");
        RtpPacket packet = view(bytes);

        packet.marker(false);
        packet.payloadType(101);
        packet.sequence(0x1_2345);
        packet.timestamp(-1);
        packet.ssrc(0x01020304);

        assertThat(ByteBufUtil.hexDump(bytes)).isEqualTo("80652345ffffffff01020304d5d6");
        packet.marker(true);
        assertThat(packet.marker()).isTrue();
        assertThat(packet.payloadType()).isEqualTo(101);
    }

    @Test
    void writesAHeaderOverTheRoomInFrontOfThePayload() {
        ByteBuf bytes = Unpooled.buffer().writeZero(12).writeShort(0xd5d6);
        RtpPacket packet = new RtpPacket();

        packet.write(bytes, 8, true, 0xe6fd, 240, 0xdee0ee8f);

        assertThat(ByteBufUtil.hexDump(bytes)).isEqualTo((PLAIN + "d5d6").replace(" ", ""));
        assertThat(packet.payloadLength()).isEqualTo(2);
    }

    @Test
    void stripsWhatBelongsToTheOldSession() {
        ByteBuf bytes = hex("b2 88 0001 00000002 00000003 0000000a 0000000b abcd 0001 01020304 d5d6d7 0002");
        RtpPacket packet = view(bytes);

        packet.strip();

        assertThat(ByteBufUtil.hexDump(bytes)).isEqualTo("80880001" + "00000002" + "00000003" + "d5d6d7");
        assertThat(packet.payloadLength()).isEqualTo(3);
        assertThat(packet.sequence()).isEqualTo(1);
        assertThat(packet.extensionLength()).isZero();
        assertThat(view(bytes).payloadLength()).isEqualTo(3);
    }

    @Property
    void anyBytesAreReadWithinTheirBounds(@ForAll @Size(max = 80) byte[] bytes) {
        if (bytes.length > 0 && bytes[0] % 2 == 0) {
            bytes[0] = (byte) (bytes[0] & 0x3F | 0x80);
        }
        RtpPacket packet = new RtpPacket();
        if (packet.wrap(Unpooled.wrappedBuffer(bytes)) != RtpProblem.NONE) {
            return;
        }
        assertThat(packet.payloadLength()).isNotNegative();
        assertThat(packet.payloadOffset() + packet.payloadLength()).isLessThanOrEqualTo(bytes.length);
        for (int i = 0; i < packet.csrcCount(); i++) {
            packet.csrc(i);
        }
        if (packet.extension()) {
            packet.extensionProfile();
            assertThat(packet.extensionOffset() + packet.extensionLength()).isEqualTo(packet.payloadOffset());
        }
        int payload = packet.payloadLength();
        packet.strip();
        assertThat(view(packet.buffer()).payloadLength()).isEqualTo(payload);
    }
}
