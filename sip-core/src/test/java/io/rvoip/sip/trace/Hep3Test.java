package io.rvoip.sip.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The packet taken apart chunk by chunk; that a collector takes it is tested with Kamailio. */
class Hep3Test {
    private static final String INVITE = "INVITE sip:b@h SIP/2.0";

    /** The values in hex by type. */
    private static Map<Integer, String> chunks(TracedMessage traced, Redaction redaction) {
        ByteBuf packet = Hep3.packet(traced, redaction, 0xFFFF_FFFEL).orElseThrow();
        assertThat(packet.readCharSequence(4, StandardCharsets.US_ASCII)).hasToString("HEP3");
        assertThat(packet.readUnsignedShort()).isEqualTo(packet.writerIndex());
        Map<Integer, String> chunks = new TreeMap<>();
        while (packet.isReadable()) {
            assertThat(packet.readUnsignedShort()).as("vendor").isZero();
            int type = packet.readUnsignedShort();
            int length = packet.readUnsignedShort() - 6;
            chunks.put(type, ByteBufUtil.hexDump(packet.readBytes(length)));
        }
        return chunks;
    }

    @Test
    void tellsWhoSaidWhatToWhomAndWhen() {
        TracedMessage traced = Traced.out(1_250, INVITE, "~v=0");
        Map<Integer, String> chunks = chunks(traced, Redaction.NOTHING);
        assertThat(chunks.remove(15)).isEqualTo(ByteBufUtil.hexDump(traced.message().toString().getBytes(StandardCharsets.UTF_8)));
        assertThat(chunks).isEqualTo(Map.of(1, "02", 2, "11", 3, "c0000201", 4, "c0000202", 7, "13c4", 8, "13ce",
                9, Long.toHexString(traced.at().getEpochSecond()), 10, "0003d090", 11, "01", 12, "fffffffe"));
    }

    @Test
    void whatCameInFromIpv6IsTheOtherWayRoundAndOurWildcardIsZeros() {
        Map<Integer, String> chunks = chunks(Traced.inFromOthers(0, INVITE), Redaction.NOTHING);
        assertThat(chunks).containsEntry(1, "0a").containsEntry(5, "20010db8000000000000000000000003")
                .containsEntry(6, "00".repeat(16)).containsEntry(7, "13d8").containsEntry(8, "13c4").doesNotContainKeys(3, 4);
    }

    @Test
    void redactionAppliesAndWhatDoesNotFitIsNoPacket() {
        TracedMessage secret = Traced.in(0, INVITE, "Authorization: Digest response=\"c4n4ry\"", "~k=clear:c4n4ry");
        assertThat(chunks(secret, Redaction.SECRETS).get(15)).doesNotContain(ByteBufUtil.hexDump("c4n4ry".getBytes(StandardCharsets.UTF_8)));
        assertThat(Hep3.packet(secret, Redaction.EVERYTHING, 1)).isEmpty();
        StringBuilder body = new StringBuilder("~");
        body.append("x".repeat(65_200));
        assertThat(Hep3.packet(Traced.out(0, INVITE, body.toString()), Redaction.NOTHING, 1)).isEmpty();
    }
}
