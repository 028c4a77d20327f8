package io.rvoip.rtp;

import static io.rvoip.rtp.TestPackets.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 8285 section 4, and what is wrong with it (SECURITY 2.5 R1). */
class HeaderExtensionsTest {
    private static int find(String extension, int id) {
        RtpPacket packet = new RtpPacket();
        ByteBuf datagram = hex("90600001 00000000 00000007" + extension + "cafe");
        assertThat(packet.wrap(datagram)).isEqualTo(RtpProblem.NONE);
        return HeaderExtensions.find16(packet, id, 2);
    }

    @ParameterizedTest
    @CsvSource({
        "bede0001 31123400, 3, 4660", // at the beginning, padded behind
        "bede0001 00311234, 3, 4660", // padded in front
        "bede0002 22aabbcc 31ffff00, 3, 65535", // behind another one
        "bede0002 32001234 00000000, 3, 18", // more octets than needed
        "10000002 05031234 56030212, 86, -1", // what stands in a value is no element
        "10000002 01000003 02123400, 3, 4660", // one of no octets, padding, ours
        "100f0002 ff02beef 00000000, 255, 48879", // with an application's bits
        "bede0001 31123400, 4, -1", // none of this name
        "bede0001 30120000, 3, -1", // too short
        "bede0001 33123400, 3, -1", // cut off
        "bede0002 01f10031 12340000, 3, -1", // 0 with a length ends it
        "bede0002 f0003112 34000000, 3, -1", // 15 ends it
        "10000001 00000003, 3, -1", // no length any more
        "10000001 0000 0302, 3, -1", // no value any more
        "cafe0001 31123400, 3, -1", // some other extension
        "bede0000, 3, -1"
    })
    void elementsAreFound(String extension, int id, int value) {
        assertThat(find(extension, id)).isEqualTo(value);
    }

    @Test
    void aPacketWithoutHasNone() {
        RtpPacket packet = new RtpPacket();
        assertThat(packet.wrap(hex("80600001 00000000 00000007 bede0001 31123400"))).isEqualTo(RtpProblem.NONE);
        assertThat(HeaderExtensions.find16(packet, 3, 2)).isEqualTo(HeaderExtensions.NONE);
    }

    @Test
    void noiseIsReadWithinItsBounds() {
        Random random = new Random(3);
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = new byte[16 + 4 * random.nextInt(8)];
            random.nextBytes(bytes);
            ByteBuf datagram = Unpooled.wrappedBuffer(bytes);
            datagram.setByte(0, 0x90).setByte(1, 96).setShort(12, random.nextBoolean() ? 0xBEDE : 0x1000).setShort(14, bytes.length / 4 - 4);
            RtpPacket packet = new RtpPacket();
            assertThat(packet.wrap(datagram)).isEqualTo(RtpProblem.NONE);
            assertThat(HeaderExtensions.find16(packet, 1 + random.nextInt(14), 2)).isBetween(-1, 0xFFFF);
        }
    }
}
