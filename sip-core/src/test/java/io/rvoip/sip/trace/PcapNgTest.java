package io.rvoip.sip.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The file read back block by block; that Wireshark's own reader takes it is tested with the command line. */
class PcapNgTest {
    private final TracedMessage invite = Traced.out(1, "INVITE sip:b@h SIP/2.0");
    private final ByteBuffer file = ByteBuffer.wrap(PcapNg.file(
            List.of(invite, Traced.inFromOthers(2, "SIP/2.0 200 OK")), Redaction.NOTHING));

    private ByteBuffer block(int type) {
        int start = file.position();
        assertThat(file.getInt()).isEqualTo(type);
        int length = file.getInt();
        assertThat(length % 4).isZero();
        assertThat(file.getInt(start + length - 4)).as("length again").isEqualTo(length);
        ByteBuffer body = file.slice(start + 8, length - 12);
        file.position(start + length);
        return body;
    }

    @Test
    void isASectionAnInterfaceAndAPacketForEachMessage() {
        assertThat(block(0x0A0D0D0A).getInt()).isEqualTo(0x1A2B3C4D);
        assertThat(block(1).getShort()).isEqualTo((short) 252);
        ByteBuffer first = block(6);
        assertThat(first.getInt()).as("interface").isZero();
        assertThat(first.getLong()).isEqualTo(invite.at().getEpochSecond() * 1_000_000_000L + invite.at().getNano());
        int captured = first.getInt();
        assertThat(first.getInt()).isEqualTo(captured);
        byte[] data = new byte[captured];
        first.get(data);
        String text = new String(data, StandardCharsets.ISO_8859_1);
        assertThat(text).startsWith("\0\14\0\4sip\0").endsWith(invite.message().toString());
        assertThat(text).contains("\0\24\0\4\300\0\2\1", "\0\25\0\4\300\0\2\2"); // from 192.0.2.1 to 192.0.2.2
        String second = new String(block(6).array(), StandardCharsets.ISO_8859_1);
        assertThat(second).contains("\0\26\0\20\40\1\15\270"); // from 2001:db8::
        assertThat(file.hasRemaining()).isFalse();
    }
}
