package io.rvoip.ice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.rvoip.ice.stun.StunAttribute;
import io.rvoip.ice.stun.StunMessage;
import io.rvoip.testing.SeededIds;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What strangers and users send that they should not. */
class RelayHostileTest {
    private static final int DONT_FRAGMENT = 0x001A;
    private static final int RESERVATION_TOKEN = 0x0022;

    private final RelayFixture net = new RelayFixture();
    private final RelayFixture.Client client = net.client();

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "nothing, '', malformed",
        "one byte, 00, malformed",
        "a header cut short, 000300002112a4420000, malformed",
        "length not of four, 000300012112a442000000000000000000000000, malformed",
        "length beyond the datagram, 000300082112a442000000000000000000000000, malformed",
        "no cookie, 000300000000000000000000000000000000000000, malformed",
        "an attribute of 65535 bytes, 000300042112a4420000000000000000000000000006ffff, malformed",
        "a wrong fingerprint, 000300082112a4420000000000000000000000008028000400000000, malformed",
        "an answer, 010100002112a442000000000000000000000000, unknown",
        "a method nobody knows, 000f00002112a442000000000000000000000000, unknown",
        "a data indication, 001700002112a442000000000000000000000000, unknown",
        "channel data cut short, 4000ffff00, malformed",
        "a reserved first byte, 04000000, malformed",
        "a channel of nobody, 50000000, no-allocation",
        "DTLS, 16feff0000, malformed",
        "RTP, 8000000000000000000000000000000000000000, malformed",
        "a send indication without data, 0016000c2112a442000000000000000000000000001200080001000000000000, no-allocation",
        "one with an attribute cut short, 001600042112a442000000000000000000000000001200ff, malformed",
    })
    void isDroppedAndCounted(String what, String hex, String reason) {
        client.send(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex)));

        assertThat(client.answers).isEmpty();
        assertThat(net.dropped(reason)).isEqualTo(1);
    }

    @Test
    void unknownAttributesAreNamed() {
        client.challenged();
        for (int type : new int[] {RESERVATION_TOKEN, DONT_FRAGMENT}) {
            client.answers.clear();
            client.send(client.signedWithUnknown(type));
            assertThat(RelayFixture.code(client.answers.get(0))).isEqualTo(420);
            assertThat(client.answers.get(0).attribute(StunAttribute.UnknownAttributes.class).orElseThrow().types())
                    .containsExactly(type);
        }
    }

    @Test
    void noiseFindsNothing() {
        client.allocated().permitted(net.peerHost.at(7_000)).bound(0x4000, net.peerHost.at(7_000));
        SeededIds random = new SeededIds(99);
        byte[] good = HexFormat.of().parseHex("0016001c2112a4420000000000000000000000000012000800013a2124"
                + "1ba4420013000568656c6c6f000000");
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = good.clone();
            for (int flips = 1 + random.nextInt(6); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextLong();
            }
            int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
            client.path.send(Unpooled.copiedBuffer(bytes, 0, length), client.to);
            if (i % 500 == 0) {
                net.time.runReady();
            }
        }
        assertThat(client.refusal(StunMessage.REFRESH)).as("still served").isZero();
    }
}
