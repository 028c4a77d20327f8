package io.rvoip.ice.stun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The attributes of RFC 8656 §18 and RFC 8489 §14.4, §14.11, §14.12. */
class TurnAttributesTest {
    private static final TransactionId ID = new TransactionId(1, 2);
    private static final InetSocketAddress PEER = new InetSocketAddress("192.0.2.7", 5_000);

    @Test
    void readsWhatItWrote() {
        StunMessage message = StunMessage.builder(StunClass.REQUEST, StunMessage.ALLOCATE, ID)
                .add(new StunAttribute.RequestedTransport(StunAttribute.RequestedTransport.UDP))
                .add(new StunAttribute.RequestedAddressFamily(2))
                .add(new StunAttribute.Lifetime(0xFFFF_FFFFL))
                .add(new StunAttribute.ChannelNumber(0x4001))
                .add(new StunAttribute.XorPeerAddress(PEER))
                .add(new StunAttribute.XorRelayedAddress(new InetSocketAddress("2001:db8::7", 5_001)))
                .add(new StunAttribute.UserHash("0f".repeat(32)))
                .add(new StunAttribute.PasswordAlgorithms(List.of(2, 1)))
                .add(new StunAttribute.PasswordAlgorithm(2))
                .add(new StunAttribute.AlternateServer(PEER))
                .add(new StunAttribute.AlternateDomain("b.relay.example"))
                .build();

        assertThat(Hex.parse(Hex.wire(message)).attributes()).isEqualTo(message.attributes());
        assertThat(message.unknownRequired()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 160})
    void carriesData(int length) {
        byte[] payload = "p".repeat(length).getBytes(StandardCharsets.US_ASCII);
        StunMessage message = StunMessage.builder(StunClass.INDICATION, StunMessage.SEND, ID)
                .add(new StunAttribute.XorPeerAddress(PEER))
                .data(Unpooled.wrappedBuffer(payload))
                .build();

        StunMessage read = Hex.parse(Hex.wire(message));

        assertThat(read.data()).contains(Unpooled.wrappedBuffer(payload));
        assertThat(message.data()).isEqualTo(read.data());
        assertThat(StunMessage.bindingRequest(ID).build().data()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"relay.example", "relay.example.", "xn--bcher-kva.example", "a", "3.example"})
    void domainsAreNamesOfTheDns(String name) {
        assertThat(new StunAttribute.AlternateDomain(name).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a..b", "-a.example", "a-.example", "a b", "a\r\nb", "b\u00fccher.example", "*.example", "a/b"})
    void otherDomainsAreRefused(String name) {
        assertThatThrownBy(() -> new StunAttribute.AlternateDomain(name)).hasMessageContaining("name of the DNS");
        StunMessage like = StunMessage.builder(StunClass.REQUEST, StunMessage.ALLOCATE, ID).add(new StunAttribute.Software(name)).build();

        byte[] wire = Hex.wire(like);
        wire[20] = (byte) 0x80;
        wire[21] = 0x03;

        assertThat(new StunParser(StunLimits.DEFAULT).parse(Unpooled.wrappedBuffer(wire)).toString()).contains("no name of the DNS");
    }

    /** What a server may send beyond the two known ones, each with parameters that are padded. */
    @Test
    void skipsTheParametersOfAlgorithms() {
        StunMessage message = Hex.parse(Hex.bytes(
                "0001 0014 2112a442 00000001 0000000000000002", "8002 0010 0003 0002 aabb 0000 0002 0000 0001 0000"));

        assertThat(message.attributes()).containsExactly(new StunAttribute.PasswordAlgorithms(List.of(3, 2, 1)));
    }

    @ParameterizedTest
    @CsvSource({
        "000c 0003 00000000",
        "000c 0008 0000000000000000",
        "000d 0002 00000000",
        "0012 0008 0003138800000000",
        "0016 0004 00000000",
        "0017 0001 01000000",
        "0019 0000 ''",
        "001d 0000 ''",
        "001d 0004 00020008",
        "001d 0008 0001000000020000",
        "001e 0004 00000000",
        "8002 0002 00010000",
        "8002 0000 ''",
        "8002 0004 0001ffff",
    })
    void refusesWhatDoesNotAddUp(String attribute) {
        String bytes = attribute.replaceAll("[ ']", "");

        StunResult result = new StunParser(StunLimits.DEFAULT)
                .parse(Hex.buffer(
                        String.format("0003%04x", bytes.length() / 2), "2112a442", "00000001", "0000000000000002", bytes));

        assertThat(result).isInstanceOf(StunResult.Refused.class);
    }

    @Test
    void refusesValuesOutOfRange() {
        assertThatThrownBy(() -> new StunAttribute.Lifetime(-1)).hasMessageContaining("seconds: -1");
        assertThatThrownBy(() -> new StunAttribute.ChannelNumber(0x10000)).hasMessageContaining("number: 65536");
        assertThatThrownBy(() -> new StunAttribute.RequestedTransport(256)).hasMessageContaining("protocol: 256");
        assertThatThrownBy(() -> new StunAttribute.UserHash("ab")).hasMessageContaining("64");
    }
}
