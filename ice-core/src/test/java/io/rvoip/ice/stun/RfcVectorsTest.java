package io.rvoip.ice.stun;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.crypto.CryptoProvider;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sample messages of RFC 5769 and RFC 8489 appendix B. */
class RfcVectorsTest {
    private static final CryptoProvider CRYPTO = CryptoProvider.jdk();
    private static final TransactionId SHORT_ID = new TransactionId(0xb7e7a701, 0xbc34d686fa87dfaeL);

    @Test
    void readsTheSampleRequest() {
        StunMessage message = Hex.parse(RfcVectors.REQUEST);

        assertThat(message.messageClass()).isEqualTo(StunClass.REQUEST);
        assertThat(message.method()).isEqualTo(StunMessage.BINDING);
        assertThat(message.transactionId()).isEqualTo(SHORT_ID);
        assertThat(message.attributes())
                .containsExactly(
                        new StunAttribute.Software("STUN test client"),
                        new StunAttribute.Priority(0x6e0001ffL),
                        new StunAttribute.IceControlled(0x932ff9b151263b36L),
                        new StunAttribute.Username("evtj:h6vY"),
                        new StunAttribute.MessageIntegrity(),
                        new StunAttribute.Fingerprint());
        assertThat(message.verifies(StunKey.shortTerm(RfcVectors.PASSWORD), CRYPTO))
                .isEqualTo(StunMessage.Integrity.VALID);
    }

    @Test
    void readsTheSampleIpv4Response() {
        StunMessage message = Hex.parse(RfcVectors.IPV4_RESPONSE);

        assertThat(message.messageClass()).isEqualTo(StunClass.SUCCESS);
        assertThat(message.attribute(StunAttribute.Software.class))
                .contains(new StunAttribute.Software("test vector"));
        assertThat(message.attribute(StunAttribute.XorMappedAddress.class))
                .contains(new StunAttribute.XorMappedAddress(new InetSocketAddress("192.0.2.1", 32853)));
        assertThat(message.verifies(StunKey.shortTerm(RfcVectors.PASSWORD), CRYPTO))
                .isEqualTo(StunMessage.Integrity.VALID);
    }

    @Test
    void readsTheSampleIpv6Response() {
        StunMessage message = Hex.parse(RfcVectors.IPV6_RESPONSE);

        assertThat(message.attribute(StunAttribute.XorMappedAddress.class))
                .contains(new StunAttribute.XorMappedAddress(
                        new InetSocketAddress("2001:db8:1234:5678:11:2233:4455:6677", 32853)));
        assertThat(message.verifies(StunKey.shortTerm(RfcVectors.PASSWORD), CRYPTO))
                .isEqualTo(StunMessage.Integrity.VALID);
    }

    @Test
    void readsTheSampleRequestWithLongTermCredentials() {
        StunMessage message = Hex.parse(RfcVectors.LONG_TERM_REQUEST);

        assertThat(message.attributes())
                .containsExactly(
                        new StunAttribute.Username(RfcVectors.LONG_TERM_USER),
                        new StunAttribute.Nonce("f//499k954d6OL34oL9FSTvy64sA"),
                        new StunAttribute.Realm("example.org"),
                        new StunAttribute.MessageIntegrity());
        assertThat(message.verifies(longTermKey(), CRYPTO)).isEqualTo(StunMessage.Integrity.VALID);
    }

    @Test
    void readsTheSampleRequestWithSha256() {
        StunMessage message = Hex.parse(RfcVectors.SHA256_REQUEST);

        assertThat(message.attribute(StunAttribute.MessageIntegritySha256.class))
                .contains(new StunAttribute.MessageIntegritySha256(32));
        StunKey key = StunKey.longTermSha256(
                RfcVectors.LONG_TERM_USER, "example.org", RfcVectors.LONG_TERM_PASSWORD, CRYPTO);
        assertThat(message.verifies(key, CRYPTO)).isEqualTo(StunMessage.Integrity.VALID);
        assertThat(message.verifies(longTermKey(), CRYPTO)).isEqualTo(StunMessage.Integrity.INVALID);
        assertThat(message.attribute(StunAttribute.UserHash.class))
                .contains(StunKey.userHash(RfcVectors.LONG_TERM_USER, "example.org", CRYPTO));
        assertThat(message.attribute(StunAttribute.PasswordAlgorithm.class))
                .contains(new StunAttribute.PasswordAlgorithm(StunAttribute.PasswordAlgorithm.SHA256));
        assertThat(message.attribute(StunAttribute.Nonce.class).map(n -> SecurityFeatures.of(n.value())))
                .contains(new SecurityFeatures(false, true));
        assertThat(message.unknownRequired()).isEmpty();
    }

    @Test
    void writesTheSha256RequestOctetByOctet() {
        StunKey key = StunKey.longTermSha256(
                RfcVectors.LONG_TERM_USER, "example.org", RfcVectors.LONG_TERM_PASSWORD, CRYPTO);
        StunMessage message = StunMessage.bindingRequest(new TransactionId(0x78ad3433, 0xc6ad72c029da412eL))
                .add(StunKey.userHash(RfcVectors.LONG_TERM_USER, "example.org", CRYPTO))
                .add(new StunAttribute.Nonce("obMatJos2AAACf//499k954d6OL34oL9FSTvy64sA"))
                .add(new StunAttribute.Realm("example.org"))
                .add(new StunAttribute.PasswordAlgorithm(StunAttribute.PasswordAlgorithm.SHA256))
                .integritySha256(key, CRYPTO)
                .build();

        assertThat(Hex.wire(message)).isEqualTo(RfcVectors.SHA256_REQUEST);
    }

    @Test
    void writesTheLongTermRequestOctetByOctet() {
        StunMessage message = StunMessage.bindingRequest(new TransactionId(0x78ad3433, 0xc6ad72c029da412eL))
                .add(new StunAttribute.Username(RfcVectors.LONG_TERM_USER))
                .add(new StunAttribute.Nonce("f//499k954d6OL34oL9FSTvy64sA"))
                .add(new StunAttribute.Realm("example.org"))
                .integrity(longTermKey(), CRYPTO)
                .build();

        assertThat(Hex.wire(message)).isEqualTo(RfcVectors.LONG_TERM_REQUEST);
    }

    @Test
    void writesTheResponsesUpToTheirPadding() {
        StunMessage message = StunMessage.builder(StunClass.SUCCESS, StunMessage.BINDING, SHORT_ID)
                .add(new StunAttribute.Software("test vector"))
                .add(new StunAttribute.XorMappedAddress(new InetSocketAddress("192.0.2.1", 32853)))
                .build();

        byte[] expected = Arrays.copyOf(RfcVectors.IPV4_RESPONSE, message.length());
        expected[3] = (byte) (message.length() - 20);
        expected[35] = 0;
        assertThat(Hex.wire(message)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 21, 40, 60, 70, 80})
    void noticesOneChangedOctet(int at) {
        byte[] changed = RfcVectors.LONG_TERM_REQUEST.clone();
        changed[at] ^= 1;

        assertThat(Hex.parse(changed).verifies(longTermKey(), CRYPTO)).isEqualTo(StunMessage.Integrity.INVALID);
    }

    @Test
    void anotherPasswordDoesNotFit() {
        assertThat(Hex.parse(RfcVectors.REQUEST).verifies(StunKey.shortTerm("another"), CRYPTO))
                .isEqualTo(StunMessage.Integrity.INVALID);
    }

    private static StunKey longTermKey() {
        return StunKey.longTerm(
                RfcVectors.LONG_TERM_USER, "example.org", RfcVectors.LONG_TERM_PASSWORD, CRYPTO);
    }
}
