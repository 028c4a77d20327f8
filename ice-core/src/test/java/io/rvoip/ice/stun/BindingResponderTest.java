package io.rvoip.ice.stun;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.crypto.CryptoProvider;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row I5 of SECURITY.md, and 420. */
class BindingResponderTest {
    private static final InetSocketAddress FROM = new InetSocketAddress("203.0.113.5", 61_000);
    private static final InetSocketAddress FROM_V6 = new InetSocketAddress("2001:db8::5", 61_000);
    private static final TransactionId ID = new TransactionId(3, 4);

    private final BindingResponder responder = new BindingResponder((source, now) -> true);

    @Test
    void tellsWhereARequestCameFrom() {
        StunMessage answer = answer(StunMessage.bindingRequest(ID).build(), FROM).orElseThrow();

        assertThat(answer.messageClass()).isEqualTo(StunClass.SUCCESS);
        assertThat(answer.transactionId()).isEqualTo(ID);
        assertThat(answer.attributes()).containsExactly(new StunAttribute.XorMappedAddress(FROM));
    }

    @Test
    void answersAFingerprintWithAFingerprint() {
        StunMessage answer =
                answer(StunMessage.bindingRequest(ID).fingerprint().build(), FROM_V6).orElseThrow();

        assertThat(Hex.parse(Hex.wire(answer)).hasFingerprint()).isTrue();
    }

    @Test
    void givesTheSameAnswerToARepetition() {
        StunMessage request = StunMessage.bindingRequest(ID).build();

        assertThat(answer(request, FROM)).isEqualTo(answer(request, FROM));
    }

    @Test
    void namesWhatItDoesNotUnderstand() {
        StunMessage request = Hex.parse(Hex.bytes("00010010 2112a442", ID.toString(), "77770000 77780000 77770000 87770000"));

        StunMessage answer = answer(request, FROM).orElseThrow();

        assertThat(answer.messageClass()).isEqualTo(StunClass.ERROR);
        assertThat(answer.attributes())
                .containsExactly(
                        new StunAttribute.ErrorCode(420, ""),
                        new StunAttribute.UnknownAttributes(List.of(0x7777, 0x7778)));
    }

    @Test
    void leavesCredentialsToOthers() {
        CryptoProvider crypto = CryptoProvider.jdk();
        StunKey key = StunKey.shortTerm("password");

        assertThat(answer(Hex.parse(RfcVectors.REQUEST), FROM)).isEmpty();
        assertThat(answer(StunMessage.bindingRequest(ID).integrity(key, crypto).build(), FROM)).isEmpty();
        assertThat(answer(StunMessage.bindingRequest(ID).integritySha256(key, crypto).build(), FROM)).isEmpty();
        assertThat(answer(
                        StunMessage.bindingRequest(ID).add(new StunAttribute.Username("u")).build(), FROM))
                .isEmpty();
    }

    @Test
    void answersBindingRequestsOnly() {
        assertThat(answer(StunMessage.builder(StunClass.INDICATION, 1, ID).build(), FROM)).isEmpty();
        assertThat(answer(StunMessage.builder(StunClass.SUCCESS, 1, ID).build(), FROM)).isEmpty();
        assertThat(answer(StunMessage.builder(StunClass.REQUEST, 3, ID).build(), FROM)).isEmpty();
    }

    @Test
    void keepsToTheAllowedRate() {
        BindingResponder strict =
                new BindingResponder((source, now) -> source.equals(FROM.getAddress()) && now > 100);
        StunMessage request = StunMessage.bindingRequest(ID).build();

        assertThat(strict.answer(request, FROM, 101)).isPresent();
        assertThat(strict.answer(request, FROM, 100)).isEmpty();
        assertThat(strict.answer(request, FROM_V6, 101)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5, 20, 30})
    void neverSendsMoreThanHalfAsMuchAgain(int unknown) {
        StringBuilder attributes = new StringBuilder();
        for (int i = 0; i < unknown; i++) {
            attributes.append(String.format("%04x0000", 0x7000 + i));
        }
        StunMessage request = Hex.parse(Hex.bytes(
                String.format("0001%04x", 4 * unknown), "2112a442", ID.toString(), attributes.toString()));

        assertThat(answer(request, FROM).orElseThrow().length() + 28).isLessThanOrEqualTo((request.length() + 28) * 3 / 2);
        assertThat(answer(request, FROM_V6).orElseThrow().length() + 48)
                .isLessThanOrEqualTo((request.length() + 48) * 3 / 2);
    }

    private Optional<StunMessage> answer(StunMessage message, InetSocketAddress from) {
        return responder.answer(message, from, 0);
    }
}
