package io.rvoip.session.offer;

import static io.rvoip.session.offer.Sdp.agreed;
import static io.rvoip.session.offer.Sdp.audio;
import static io.rvoip.session.offer.Sdp.refused;
import static io.rvoip.session.offer.Sdp.sent;
import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.rtp.zrtp.HelloHash;
import io.rvoip.sip.sdp.Media;
import io.rvoip.testing.SeededIds;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What descriptions say of ZRTP, and what is made of it (RFC 6189 §8). */
class NegotiationZrtpTest {
    private static final SrtpSuite CM = SrtpSuite.AES_CM_128_HMAC_SHA1_80;
    private static final HelloHash OURS = new HelloHash("1.10", "ab".repeat(32));
    private static final HelloHash THEIRS = new HelloHash("1.10", "cd".repeat(32));
    private static final OwnZrtp OWN = new OwnZrtp(OURS, List.of(CM));
    private static final String PLAIN = "m=audio 5000 RTP/AVP 0";
    private static final String HASH = "a=zrtp-hash:" + THEIRS;

    private static Negotiation side(SrtpUse use) {
        return Negotiation.start(AudioCapabilities.of(AudioFormat.PCMU),
                LocalAudio.of(new InetSocketAddress("192.0.2.1", 40_000)), 4_000, new OwnKeys(use, List.of(), null, null, OWN));
    }

    private static Media line(Negotiation side) {
        return sent(side).media().get(0);
    }

    private static void assertShowsOurHello(Negotiation side) {
        assertThat(line(side).protocol()).isEqualTo("RTP/AVP");
        assertThat(line(side).attributes().all("zrtp-hash")).containsExactly(OURS.toString());
    }

    @Nested
    class Offers {
        @ParameterizedTest
        @EnumSource(value = SrtpUse.class, names = {"REQUIRED", "PREFERRED"})
        void showOurHelloInAPlainLine(SrtpUse use) {
            assertShowsOurHello(side(use).offer(OfferKind.INITIAL));
        }

        @Test
        void showNothingWhereItIsOnlyTaken() {
            assertThat(line(side(SrtpUse.ACCEPTED).offer(OfferKind.INITIAL)).hasAttribute("zrtp-hash")).isFalse();
        }

        @Test
        void agreeOnTheHelloOfTheAnswer() {
            Negotiation agreed = agreed(side(SrtpUse.REQUIRED).offer(OfferKind.INITIAL).accept(Sdp.of(PLAIN, HASH)));

            assertThat(audio(agreed).zrtp().hello()).contains(THEIRS);
            assertThat(audio(agreed).zrtp().required()).isTrue();
            assertThat(audio(agreed).encrypted()).isTrue();
            assertShowsOurHello(agreed.offer(OfferKind.HOLD));
        }

        /** Some phones can write nothing into descriptions: the media path tells. */
        @Test
        void withoutAHelloInTheAnswerAreTriedWhereWeInsist() {
            Negotiation insists = agreed(side(SrtpUse.REQUIRED).offer(OfferKind.INITIAL).accept(Sdp.of(PLAIN)));
            Negotiation would = agreed(side(SrtpUse.PREFERRED).offer(OfferKind.INITIAL).accept(Sdp.of(PLAIN)));

            assertThat(audio(insists).zrtp().hello()).isEmpty();
            assertThat(audio(would).zrtp()).isNull();
            assertThat(audio(would).encrypted()).isFalse();
        }
    }

    @Nested
    class Answers {
        @ParameterizedTest
        @EnumSource(value = SrtpUse.class, names = {"REQUIRED", "PREFERRED", "ACCEPTED"})
        void takeAHelloThatIsOffered(SrtpUse use) {
            Negotiation answered = agreed(side(use).answer(Sdp.of(PLAIN, HASH)));

            assertShowsOurHello(answered);
            assertThat(audio(answered).zrtp().hello()).contains(THEIRS);
            assertThat(audio(answered).zrtp().required()).isEqualTo(use == SrtpUse.REQUIRED);
        }

        @Test
        void toAPlainOfferShowOurHelloWhereWeInsistAndStayPlainElsewhere() {
            Negotiation insists = agreed(side(SrtpUse.REQUIRED).answer(Sdp.of(PLAIN)));
            Negotiation would = agreed(side(SrtpUse.ACCEPTED).answer(Sdp.of(PLAIN)));

            assertShowsOurHello(insists);
            assertThat(line(would).hasAttribute("zrtp-hash")).isFalse();
            assertThat(audio(would).zrtp()).isNull();
        }

        @ParameterizedTest
        @ValueSource(strings = {"1.10 12", "1.10", "2.00 cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd", ""})
        void readOverWhatIsNoHashOfOurVersion(String value) {
            Negotiation answered = agreed(side(SrtpUse.REQUIRED).answer(Sdp.of(PLAIN, "a=zrtp-hash:" + value, HASH)));

            assertThat(audio(answered).zrtp().hello()).contains(THEIRS);
            assertThat(audio(agreed(side(SrtpUse.ACCEPTED).answer(Sdp.of(PLAIN, "a=zrtp-hash:" + value)))).zrtp()).isNull();
        }

        @ParameterizedTest
        @ValueSource(strings = {"RTP/SAVP", "UDP/TLS/RTP/SAVP"})
        void refuseOtherTransports(String protocol) {
            Refusal refusal = refused(side(SrtpUse.REQUIRED).answer(Sdp.of("m=audio 5000 " + protocol + " 0", HASH)));

            assertThat(refusal.status()).isEqualTo(488);
            assertThat(refusal.toString()).contains(protocol);
        }
    }

    @Nested
    class InTheMiddleOfACall {
        private final Negotiation standing = agreed(side(SrtpUse.REQUIRED).answer(Sdp.of(PLAIN, HASH)));
        private final String another = "a=zrtp-hash:1.10 " + "ef".repeat(32);

        @Test
        void theSameHelloGoesOn() {
            assertThat(audio(agreed(standing.answer(Sdp.of(PLAIN, HASH)))).zrtp()).isEqualTo(audio(standing).zrtp());
            assertShowsOurHello(standing.offer(OfferKind.REFRESH));
        }

        @Test
        void anotherOneIsRefused() {
            assertThat(refused(standing.answer(Sdp.of(PLAIN, another))).toString()).contains("another a=zrtp-hash");
            assertThat(refused(standing.offer(OfferKind.REFRESH).accept(Sdp.of(PLAIN, another))).toString())
                    .contains("another a=zrtp-hash");
        }
    }

    /** Of an end behind us, with which the far end may have ZRTP through us. */
    @Nested
    class HellosOfOthers {
        private final PassedHello others = PassedHello.of(Sdp.of(PLAIN, HASH));

        private Negotiation plain(SrtpUse use) {
            return keyed(OwnKeys.of(use, List.of(SrtpMasterKey.random(CM, new SeededIds(3)))));
        }

        private Negotiation keyed(OwnKeys keys) {
            return Negotiation.start(AudioCapabilities.of(AudioFormat.PCMU), LocalAudio.of(new InetSocketAddress("192.0.2.1", 40_000)),
                    4_000, keys).withHello(others);
        }

        private List<String> hashes(Negotiation side) {
            return line(side).attributes().all("zrtp-hash");
        }

        @Test
        void standAsTheyAreInPlainOffersAndAnswers() {
            Negotiation agreed = agreed(plain(SrtpUse.ACCEPTED).offer(OfferKind.INITIAL).accept(Sdp.of(PLAIN, HASH)));

            assertThat(hashes(agreed)).containsExactly(THEIRS.toString());
            assertThat(audio(agreed).zrtp()).as("no end of it").isNull();
            assertThat(hashes(agreed.offer(OfferKind.HOLD))).containsExactly(THEIRS.toString());
            assertThat(hashes(agreed.withHello(PassedHello.NONE).offer(OfferKind.HOLD))).isEmpty();
            assertThat(hashes(agreed(plain(SrtpUse.ACCEPTED).answer(Sdp.of(PLAIN))))).containsExactly(THEIRS.toString());
        }

        @Test
        void doNotStandBesideKeysOfOurs() {
            assertThat(hashes(plain(SrtpUse.PREFERRED).offer(OfferKind.INITIAL))).isEmpty();
            assertThat(hashes(plain(SrtpUse.REQUIRED).offer(OfferKind.INITIAL))).isEmpty();
            String crypto = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + "A".repeat(40);
            Negotiation answered = agreed(plain(SrtpUse.ACCEPTED).answer(Sdp.of(PLAIN, crypto)));
            assertThat(audio(answered).keys()).isNotNull();
            assertThat(hashes(answered)).isEmpty();
            assertThat(hashes(answered.offer(OfferKind.REFRESH))).isEmpty();
        }

        @Test
        void doNotStandBesideOrInsteadOfOurOwn() {
            OwnKeys own = new OwnKeys(SrtpUse.ACCEPTED, List.of(), null, null, OWN);

            assertThat(hashes(agreed(keyed(own).answer(Sdp.of(PLAIN, HASH))))).containsExactly(OURS.toString());
        }

        @Test
        void areNotReadWhereTheyStandBesideOtherKeys() {
            String fingerprint = "a=fingerprint:sha-256 " + "AB:".repeat(31) + "AB";

            assertThat(others.values()).containsExactly(THEIRS.toString());
            assertThat(PassedHello.of(Sdp.of("m=audio 5000 RTP/SAVP 0", HASH)).isNone()).isTrue();
            assertThat(PassedHello.of(Sdp.of(PLAIN, HASH, fingerprint)).isNone()).isTrue();
            assertThat(PassedHello.of(Sdp.of(PLAIN, HASH, "a=key-mgmt:mikey AAAA")).isNone()).isTrue();
            assertThat(PassedHello.of(Sdp.of(fingerprint, PLAIN, HASH)).isNone()).as("of the whole description").isTrue();
            assertThat(PassedHello.of(Sdp.of("m=audio 0 RTP/AVP 0", HASH)).isNone()).isTrue();
        }
    }

    @Test
    void hellosMayBeReadByAnyone() {
        SrtpPolicy policy = SrtpPolicy.of(SrtpUse.REQUIRED, List.of(CM)).withKeying(Set.of(Keying.ZRTP));

        assertThat(policy.permits(false)).isTrue();
        assertThat(policy.keys(false, new SeededIds(1), null, OWN)).isEqualTo(new OwnKeys(SrtpUse.REQUIRED, List.of(), null, null, OWN));
        assertThat(policy.otherOffers()).isEmpty();
    }
}
