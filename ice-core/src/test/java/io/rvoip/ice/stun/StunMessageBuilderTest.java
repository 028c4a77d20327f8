package io.rvoip.ice.stun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.crypto.CryptoProvider;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class StunMessageBuilderTest {
    private static final CryptoProvider CRYPTO = CryptoProvider.jdk();
    private static final StunKey KEY = StunKey.shortTerm("password");
    private static final TransactionId ID = new TransactionId(1, 2);

    @Test
    void keepsTheOrderOfTheSums() {
        StunMessage message = StunMessage.bindingRequest(ID)
                .add(new StunAttribute.UseCandidate())
                .integrity(KEY, CRYPTO)
                .integritySha256(KEY, CRYPTO)
                .fingerprint()
                .build();

        assertThat(Hex.parse(Hex.wire(message)).attributes())
                .containsExactly(
                        new StunAttribute.UseCandidate(),
                        new StunAttribute.MessageIntegrity(),
                        new StunAttribute.MessageIntegritySha256(32),
                        new StunAttribute.Fingerprint());
    }

    @Test
    void refusesAttributesBehindASum() {
        StunMessageBuilder afterSha1 = StunMessage.bindingRequest(ID).integrity(KEY, CRYPTO);
        StunMessageBuilder afterCrc = StunMessage.bindingRequest(ID).fingerprint();
        StunMessageBuilder afterSha256 = StunMessage.bindingRequest(ID).integritySha256(KEY, CRYPTO);

        assertThatThrownBy(() -> afterSha1.add(new StunAttribute.UseCandidate()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("after MessageIntegrity");
        assertThatThrownBy(afterCrc::fingerprint).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> afterCrc.integrity(KEY, CRYPTO)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> afterSha256.integrity(KEY, CRYPTO)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesToWriteWhatItDoesNotKnow() {
        assertThatThrownBy(() -> StunMessage.bindingRequest(ID).add(new StunAttribute.Other(0x7777, 0)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> StunMessage.bindingRequest(ID).add(new StunAttribute.MessageIntegrity()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void answersRequestsOnly() {
        StunMessage indication = StunMessage.builder(StunClass.INDICATION, 1, ID).build();
        StunMessage request = StunMessage.bindingRequest(ID).build();

        assertThat(request.answer(StunClass.ERROR).build().transactionId()).isEqualTo(ID);
        assertThatThrownBy(() -> indication.answer(StunClass.SUCCESS)).hasMessageContaining("INDICATION");
        assertThatThrownBy(() -> request.answer(StunClass.REQUEST)).hasMessageContaining("expected");
    }

    @Test
    void attributesValidateThemselves() {
        assertThatThrownBy(() -> new StunAttribute.ErrorCode(299, "")).hasMessage("code: 299 (expected: 300-699)");
        assertThatThrownBy(() -> new StunAttribute.ErrorCode(700, "")).hasMessageContaining("700");
        assertThatThrownBy(() -> new StunAttribute.Username("x".repeat(509))).hasMessageContaining("at most 508");
        assertThatThrownBy(() -> new StunAttribute.Priority(-1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> new StunAttribute.UnknownAttributes(List.of(65_536))).hasMessageContaining("65536");
        assertThatThrownBy(() -> new StunAttribute.MessageIntegritySha256(18)).hasMessageContaining("18");
        assertThatThrownBy(() ->
                        new StunAttribute.XorMappedAddress(InetSocketAddress.createUnresolved("stun.example.org", 1)))
                .hasMessageContaining("numeric");
        assertThatThrownBy(() -> StunMessage.builder(StunClass.REQUEST, 4_096, ID)).hasMessageContaining("0-4095");
    }

    @Test
    void keysAreNotPrintedAndRefuseControlCharacters() {
        assertThat(StunKey.shortTerm("secret").toString()).doesNotContain("secret");
        assertThatThrownBy(() -> StunKey.shortTerm("a\nb")).hasMessageContaining("control character");
    }

    @Test
    void preparesTextBeforeHashing() {
        StunMessage message =
                StunMessage.bindingRequest(ID).integrity(StunKey.shortTerm("Am\u00e9lie\u00a0x"), CRYPTO).build();

        assertThat(message.verifies(StunKey.shortTerm("Ame\u0301lie x"), CRYPTO))
                .isEqualTo(StunMessage.Integrity.VALID);
    }

    @Test
    void longTermKeysDifferByAlgorithm() {
        StunMessage message = StunMessage.bindingRequest(ID)
                .integritySha256(StunKey.longTermSha256("u", "r", "p", CRYPTO), CRYPTO)
                .build();

        assertThat(message.verifies(StunKey.longTermSha256("u", "r", "p", CRYPTO), CRYPTO))
                .isEqualTo(StunMessage.Integrity.VALID);
        assertThat(message.verifies(StunKey.longTerm("u", "r", "p", CRYPTO), CRYPTO))
                .isEqualTo(StunMessage.Integrity.INVALID);
    }

    @Test
    void acceptsAShortenedSha256() {
        StunMessage full = StunMessage.bindingRequest(ID).build();
        byte[] head = Hex.wire(full);
        byte[] sum = StunIntegrity.hmac("HmacSHA256", head, 20, 16, KEY, CRYPTO);
        byte[] wire = Hex.bytes(
                "00010014", java.util.HexFormat.of().formatHex(head, 4, 20), "001c0010",
                java.util.HexFormat.of().formatHex(sum, 0, 16));

        assertThat(Hex.parse(wire).verifies(KEY, CRYPTO)).isEqualTo(StunMessage.Integrity.VALID);
    }
}
