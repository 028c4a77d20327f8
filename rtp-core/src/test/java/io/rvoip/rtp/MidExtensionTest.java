package io.rvoip.rtp;

import static io.rvoip.rtp.TestPackets.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.rvoip.rtp.rtcp.ReceiverReport;
import io.rvoip.rtp.rtcp.ReportBlock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9143 section 15.2: lines of a group by their tags. */
class MidExtensionTest extends SessionFixture {
    private static final MidExtension VIDEO = new MidExtension(5, "v1");

    private static RtpPacket wrapped(ByteBuf datagram) {
        RtpPacket packet = new RtpPacket();
        assertThat(packet.wrap(datagram)).isEqualTo(RtpProblem.NONE);
        return packet;
    }

    @ParameterizedTest
    @CsvSource({
        "bede0001 51763100, true, true",
        "bede0002 10ff5176 31000000, true, true", // behind another one
        "10000001 05027631, true, true", // with a head of two bytes
        "bede0001 51763200, true, false", // another line
        "bede0001 50760000, true, false", // less than the tag
        "bede0001 52763131, true, false", // more than the tag
        "bede0001 61763100, false, false", // another extension
        "bede0001 53763100, false, false", // cut off
        "10000001 00000500, true, false" // of nothing
    })
    void linesAreToldByTheirTags(String extension, boolean names, boolean marks) {
        RtpPacket packet = wrapped(hex("90600001 00000000 00000007" + extension + "cafe"));
        assertThat(VIDEO.names(packet)).isEqualTo(names);
        assertThat(VIDEO.marks(packet)).isEqualTo(marks);
    }

    @Test
    void aPacketOfNoLineIsOfNone() {
        assertThat(VIDEO.names(wrapped(hex("80600001 00000000 00000007 bede0001 51763100")))).isFalse();
    }

    /** In the room of a head that was taken off, and in that behind the payload, whatever its length. */
    @ParameterizedTest
    @CsvSource({"0, v1", "1, v1", "7, v1", "8, v1", "160, v1", "1187, a", "31, 0123456789abcdef"})
    void itIsPutWhereThereIsRoom(int octets, String mid) {
        MidExtension line = new MidExtension(14, mid);
        for (int before : new int[] {0, 8, 40}) {
            ByteBuf datagram = Unpooled.buffer(before + RtpPacket.HEADER_BYTES + octets + 64);
            datagram.setIndex(before, before + RtpPacket.HEADER_BYTES);
            byte[] payload = new byte[octets];
            for (int i = 0; i < octets; i++) {
                payload[i] = (byte) (i + 1);
            }
            datagram.writeBytes(payload);
            new RtpPacket().write(datagram, 96, true, 1000, 2000, 3000);
            assertThat(line.put(datagram)).isTrue();

            RtpPacket packet = wrapped(datagram);
            assertThat(line.marks(packet)).isTrue();
            assertThat(List.of(packet.payloadType(), packet.sequence(), packet.timestamp(), packet.ssrc())).containsExactly(96, 1000, 2000, 3000);
            assertThat(packet.marker()).isTrue();
            assertThat(ByteBufUtil.getBytes(datagram, packet.payloadOffset(), packet.payloadLength())).isEqualTo(payload);
        }
    }

    @Test
    void withoutRoomAPacketStaysAsItWas() {
        ByteBuf datagram = Unpooled.buffer(RtpPacket.HEADER_BYTES + 31, RtpPacket.HEADER_BYTES + 31).writeZero(RtpPacket.HEADER_BYTES);
        new RtpPacket().write(datagram, 96, true, 1, 2, 3);
        byte[] was = ByteBufUtil.getBytes(datagram);
        assertThat(VIDEO.put(datagram)).isFalse();
        assertThat(ByteBufUtil.getBytes(datagram)).isEqualTo(was);
    }

    @ParameterizedTest
    @CsvSource({"0, a", "15, a", "1, ''", "1, 0123456789abcdefg"})
    void whatDoesNotFitIsRefused(int identifier, String mid) {
        assertThat(MidExtension.fits(identifier, mid)).isFalse();
        assertThatThrownBy(() -> new MidExtension(identifier, mid)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: 1 to 16 octets, under 1 to 14");
    }

    @Test
    void aSessionNamesItsLineUntilItsStreamIsKnown() {
        send(0, 0);
        session.mark(VIDEO);
        send(160, 20 * MS);
        int first = wrapped(out.rtp.get(1)).sequence();
        reported(first - 1);
        send(320, 40 * MS);
        reported(first + 1);
        send(480, 60 * MS);
        session.mark(null);
        send(640, 80 * MS);
        session.mark(VIDEO);
        send(800, 100 * MS);
        assertThat(out.rtp.stream().map(packet -> VIDEO.marks(wrapped(packet)))).containsExactly(false, true, true, false, false, true);
        assertThat(out.rtp.stream().map(packet -> wrapped(packet).payloadLength())).containsOnly(160);
    }

    private void reported(int highest) {
        receiveRtcp(SECOND, new ReceiverReport(SSRC, List.of(new ReportBlock(session.localSsrc(), 0, 0, highest, 0, 0, 0))));
    }
}
