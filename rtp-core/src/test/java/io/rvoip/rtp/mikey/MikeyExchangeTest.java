package io.rvoip.rtp.mikey;

import static io.rvoip.rtp.mikey.Sides.agreed;
import static io.rvoip.rtp.mikey.Sides.alice;
import static io.rvoip.rtp.mikey.Sides.bob;
import static io.rvoip.rtp.mikey.Sides.mirrored;
import static io.rvoip.rtp.mikey.Sides.problem;
import static io.rvoip.rtp.mikey.Sides.terms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.Secret;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.testing.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two sides of each mode (RFC 3830 section 3, RFC 4738 section 3). */
class MikeyExchangeTest {
    private final ManualTime time = new ManualTime();

    @ParameterizedTest
    @EnumSource
    void givesBothSidesTheSameKeys(MikeyMode mode) {
        MikeyOffer offer = alice(mode, time).offer(terms(0xA11CE));
        MikeyOutcome.Agreed there = agreed(bob(mode, time).answer(offer.message().toArray(), terms(0xB0B), null));
        MikeyOutcome.Agreed here = agreed(offer.accept(there.answer().toArray()));

        assertThat(mirrored(here.bundle().keys(), there.bundle().keys())).isTrue();
        assertThat(here.bundle().keys().sending().suite()).isEqualTo(SrtpSuite.AEAD_AES_256_GCM);
        assertThat(here.bundle().keys().keying()).isEqualTo(mode.keying());
        assertThat(here.bundle().peer()).isEqualTo(Sides.BOB);
        assertThat(there.bundle().peer()).isEqualTo(Sides.ALICE);
        assertThat(here.bundle().sessions()).extracting(CryptoSession::ssrc).containsExactly(0xA11CE, 0xB0B);
    }

    /** A phone may send one answer after the other, each of which takes its time. */
    @Test
    void answersThatTakeLongAreSoManyInASecondAndForOneOffer() {
        MikeyEndpoint alice = alice(MikeyMode.RSA_R, time);
        MikeyEndpoint bob = bob(MikeyMode.RSA_R, time);
        int taken = 0;
        for (int i = 0; i < 13; i++) {
            MikeyOffer offer = alice.offer(terms(1));
            byte[] answer = agreed(bob.answer(offer.message().toArray(), terms(2), null)).answer().toArray();
            for (int j = 0; j < 16; j++) {
                taken += offer.accept(answer) instanceof MikeyOutcome.Agreed ? 1 : 0;
            }
            assertThat(problem(offer.accept(answer))).isEqualTo(new MikeyProblem(MikeyError.UNSPECIFIED, -1, "too many answers at once"));
        }
        assertThat(taken).isEqualTo(200);

        time.advance(Duration.ofMillis(5));
        MikeyOffer offer = alice.offer(terms(1));
        byte[] answer = agreed(bob.answer(offer.message().toArray(), terms(2), null)).answer().toArray();
        agreed(offer.accept(answer));
        assertThat(problem(offer.accept(answer)).text()).as("two in 5 ms").isEqualTo("too many answers at once");
    }

    /** What began with the old certificate ends with it, and what begins afterwards has the new one. */
    @Test
    void anotherCertificateIsForExchangesThatBeginThen() {
        MikeyEndpoint alice = alice(MikeyMode.RSA_R, time);
        MikeyEndpoint bob = bob(MikeyMode.RSA_R, time);
        MikeyOffer begun = alice.offer(terms(1));
        Sides.Person renewed = Sides.renewed("alice", Sides.ALICE);
        alice.renew(MikeySettings.certified(Sides.ALICE, renewed.believing(Optional.empty()), MikeyMode.RSA_R));

        MikeyOutcome.Agreed old = agreed(bob.answer(begun.message().toArray(), terms(2), null));
        agreed(begun.accept(old.answer().toArray()));
        MikeyOffer next = alice.offer(terms(1));
        MikeyOutcome.Agreed anew = agreed(bob.answer(next.message().toArray(), terms(2), null));
        agreed(next.accept(anew.answer().toArray()));
        assertThat(anew.bundle().keys().fingerprint()).isNotEqualTo(old.bundle().keys().fingerprint());

        assertThatThrownBy(() -> alice.renew(MikeySettings.certified("sip:carol@example.com", renewed.believing(Optional.empty()), MikeyMode.RSA_R)))
                .hasMessage("identity: sip:carol@example.com (expected: sip:alice@example.com)");
    }

    private MikeyOutcome.Agreed askedFor(String to, MikeyEndpoint alice) {
        MikeyOffer offer = alice.offer(terms(1).towards(to));
        MikeyOutcome.Agreed there = agreed(bob(MikeyMode.DH, time).answer(offer.message().toArray(), terms(2), null));
        assertThat(mirrored(agreed(offer.accept(there.answer().toArray())).bundle().keys(), there.bundle().keys())).isTrue();
        return there;
    }

    /** One side may know many: who is not among them, or whose certificate has ended, is asked for it. */
    @Test
    void rsaIsForThoseWhoseCertificateIsKnownAndGood() {
        MikeyCertificates knowing = Sides.OF_ALICE.believing(Optional.empty())
                .withPeers(Map.of(Sides.BOB, Sides.OF_BOB.certificate(), "trunk:carol", Sides.OF_ALICE.certificate()));
        MikeyEndpoint alice = new MikeyEndpoint(
                MikeySettings.certified(Sides.ALICE, knowing, MikeyMode.RSA), CryptoProvider.jdk(), Sides.today(time));

        assertThat(askedFor(Sides.BOB, alice).bundle().mode()).isEqualTo(MikeyMode.RSA);
        assertThat(askedFor("sip:dora@example.com", alice).bundle().mode()).isEqualTo(MikeyMode.RSA_R);
        assertThat(askedFor("", alice).bundle().mode()).isEqualTo(MikeyMode.RSA_R);
        MikeyOffer others = alice.offer(terms(1).towards("trunk:carol"));
        assertThat(problem(bob(MikeyMode.DH, time).answer(others.message().toArray(), terms(2), null)).text())
                .contains("it is not ours that the envelope key is encrypted for");

        Sides.Person ending = Sides.until(Instant.now().plus(Duration.ofDays(1)));
        alice.renew(MikeySettings.certified(Sides.ALICE, knowing.withPeers(Map.of(Sides.BOB, ending.certificate())), MikeyMode.RSA));
        assertThat(MikeyMessage.read(alice.offer(terms(1).towards(Sides.BOB)).message().toArray()))
                .isInstanceOfSatisfying(MikeyMessage.Result.Read.class, read -> assertThat(read.message().header().type()).isEqualTo(MessageType.PUBLIC_KEY));
        time.advance(Duration.ofDays(2));
        assertThat(askedFor(Sides.BOB, alice).bundle().mode()).isEqualTo(MikeyMode.RSA_R);
    }

    @ParameterizedTest
    @EnumSource
    void takesEverySuite(SrtpSuite suite) {
        MikeyTerms one = MikeyTerms.of(List.of(suite), 1);
        MikeyOffer offer = alice(MikeyMode.PSK, time).offer(one);
        MikeyOutcome.Agreed there = agreed(bob(MikeyMode.PSK, time).answer(offer.message().toArray(), one, null));

        assertThat(there.bundle().keys().sending().suite()).isEqualTo(suite);
        assertThat(mirrored(agreed(offer.accept(there.answer().toArray())).bundle().keys(), there.bundle().keys())).isTrue();
    }

    /** Only there the responder has a choice. */
    @Test
    void theResponderOfRsaRPicksTheSuiteHeLikesBest() {
        MikeyTerms his = MikeyTerms.of(List.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80, SrtpSuite.AEAD_AES_256_GCM), 1);
        MikeyOffer offer = alice(MikeyMode.RSA_R, time).offer(terms(1));
        MikeyOutcome.Agreed there = agreed(bob(MikeyMode.RSA_R, time).answer(offer.message().toArray(), his, null));

        assertThat(agreed(offer.accept(there.answer().toArray())).bundle().keys().receiving().suite())
                .isEqualTo(SrtpSuite.AES_CM_128_HMAC_SHA1_80);
    }

    @ParameterizedTest
    @EnumSource
    void refusesASuiteThatIsNotAllowed(MikeyMode mode) {
        MikeyOffer offer = alice(mode, time).offer(MikeyTerms.of(List.of(SrtpSuite.AES_CM_128_HMAC_SHA1_32), 1));

        assertThat(problem(bob(mode, time).answer(offer.message().toArray(), terms(2), null)).error())
                .isEqualTo(MikeyError.POLICY);
    }

    @Test
    void refusesAnotherKey() {
        MikeyEndpoint other = new MikeyEndpoint(
                MikeySettings.psk(Sides.BOB, Secret.of("another key of sixteen octets")), CryptoProvider.jdk(), Sides.today(time));
        MikeyOffer offer = alice(MikeyMode.PSK, time).offer(terms(1));

        assertThat(problem(other.answer(offer.message().toArray(), terms(2), null)).error())
                .isEqualTo(MikeyError.AUTHENTICATION);
    }

    @Test
    void refusesAModeThatIsNotConfigured() {
        MikeyOffer offer = alice(MikeyMode.DH, time).offer(terms(1));

        assertThat(problem(bob(MikeyMode.PSK, time).answer(offer.message().toArray(), terms(2), null)))
                .isEqualTo(MikeyProblem.of(MikeyError.DATA_TYPE, "mikey-dh is not configured here"));
    }

    @Test
    void anUpdateKeepsTheKeys() {
        MikeyEndpoint alice = alice(MikeyMode.PSK, time);
        MikeyEndpoint bob = bob(MikeyMode.PSK, time);
        MikeyOffer first = alice.offer(terms(1));
        MikeyOutcome.Agreed there = agreed(bob.answer(first.message().toArray(), terms(2), null));
        MikeyBundle here = agreed(first.accept(there.answer().toArray())).bundle();
        MikeyOffer second = bob.offer(terms(2), there.bundle());

        MikeyOutcome.Agreed kept = agreed(alice.answer(second.message().toArray(), terms(1), here));

        assertThat(kept.bundle().keys()).isSameAs(here.keys());
        assertThat(agreed(second.accept(kept.answer().toArray())).bundle().keys()).isSameAs(there.bundle().keys());
        assertThat(problem(alice.answer(second.message().toArray(), terms(1), kept.bundle())).error())
                .isEqualTo(MikeyError.TIMESTAMP);
        assertThat(problem(alice.answer(second.message().toArray(), terms(1), null)).error())
                .as("without the bundle").isEqualTo(MikeyError.UNREADABLE);
    }

    /** With certificates there are new keys, under a new bundle. */
    @Test
    void aSecondExchangeHasOtherKeys() {
        MikeyEndpoint alice = alice(MikeyMode.DH, time);
        MikeyOffer first = alice.offer(terms(1));
        MikeyEndpoint bob = bob(MikeyMode.DH, time);
        MikeyBundle there = agreed(bob.answer(first.message().toArray(), terms(2), null)).bundle();
        MikeyOffer second = alice.offer(terms(1), there);
        MikeyBundle next = agreed(bob.answer(second.message().toArray(), terms(2), there)).bundle();

        assertThat(next.id()).isNotEqualTo(there.id());
        assertThat(next.keys().sending()).isNotEqualTo(there.keys().sending());
    }

    @Test
    void keysNeverPrint() {
        MikeyOffer offer = alice(MikeyMode.PSK, time).offer(terms(1));
        MikeyOutcome.Agreed there = agreed(bob(MikeyMode.PSK, time).answer(offer.message().toArray(), terms(2), null));
        String key = Sides.hex(there.bundle().keys().sending());

        assertThat(there.toString() + Sides.key() + MikeySettings.psk(Sides.ALICE, Sides.key()))
                .doesNotContain(key.substring(0, 16), "0123456789abcdef");
    }
}
