package io.rvoip.session.offer;

import static io.rvoip.session.offer.Sdp.agreed;
import static io.rvoip.session.offer.Sdp.audio;
import static io.rvoip.session.offer.Sdp.refused;
import static io.rvoip.session.offer.Sdp.sent;
import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.rtp.dtls.CertificateFingerprint;
import io.rvoip.rtp.dtls.DtlsCertificate;
import io.rvoip.rtp.dtls.DtlsParameters;
import io.rvoip.rtp.dtls.DtlsSetup;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.sip.sdp.Media;
import io.rvoip.testing.SeededIds;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who begins the handshake, whose certificate it is, and which association it belongs to (RFC 8842, RFC 8122). */
class NegotiationDtlsTest {
    private static final SrtpSuite GCM = SrtpSuite.AEAD_AES_128_GCM;
    private static final DtlsCertificate OURS =
            DtlsCertificate.ephemeral(Instant.parse("2026-01-01T00:00:00Z"), Duration.ofDays(30), CryptoProvider.jdk());
    private static final CertificateFingerprint THEIRS =
            CertificateFingerprint.of("sha-256", new byte[] {1}, CryptoProvider.jdk());
    private static final String FINGERPRINT = "a=fingerprint:" + THEIRS;
    private static final String LINE = "m=audio 5000 UDP/TLS/RTP/SAVP 0";
    private static final String ID = "a=tls-id:abc3de65cddef001be82";

    private static Negotiation side(SrtpUse use, boolean named, InetAddress signalledFrom) {
        List<SrtpMasterKey> keys = named ? List.of(SrtpMasterKey.random(GCM, new SeededIds(3))) : List.of();
        OwnDtls dtls = OwnDtls.of(OURS, List.of(GCM), "seedseedseedseedseed", signalledFrom);
        return Negotiation.start(AudioCapabilities.of(AudioFormat.PCMU),
                LocalAudio.of(new InetSocketAddress("192.0.2.1", 40_000)), 4_000, new OwnKeys(use, keys, dtls));
    }

    private static Negotiation side() {
        return side(SrtpUse.REQUIRED, false, null);
    }

    private static Media line(Negotiation side) {
        return sent(side).media().get(0);
    }

    private static String attribute(Negotiation side, String name) {
        return line(side).attributes().first(name).orElse("none");
    }

    private static DtlsParameters association(Negotiation side) {
        return audio(side).dtls();
    }

    @Nested
    class Offers {
        @Test
        void leaveTheBeginningOpenAndNameCertificateAndAssociation() {
            Negotiation offered = side().offer(OfferKind.INITIAL);

            assertThat(line(offered).protocol()).isEqualTo("UDP/TLS/RTP/SAVP");
            assertThat(attribute(offered, "setup")).isEqualTo("actpass");
            assertThat(attribute(offered, "fingerprint")).isEqualTo(OURS.fingerprint().toString());
            assertThat(attribute(offered, "tls-id")).isEqualTo("seedseedseedseedseed");
            assertThat(line(offered).hasAttribute("connection")).isFalse();
        }

        @ParameterizedTest
        @CsvSource({"ACCEPTED, RTP/AVP, false, false", "PREFERRED, RTP/AVP, true, true", "REQUIRED, RTP/SAVP, true, false"})
        void whereKeysMayBeNamedToo(SrtpUse use, String protocol, boolean crypto, boolean fingerprint) {
            Negotiation offered = side(use, true, null).offer(OfferKind.INITIAL);

            assertThat(line(offered).protocol()).isEqualTo(protocol);
            assertThat(line(offered).hasAttribute("crypto")).isEqualTo(crypto);
            assertThat(line(offered).hasAttribute("fingerprint")).isEqualTo(fingerprint);
        }

        @ParameterizedTest
        @CsvSource({"active, PASSIVE", "passive, ACTIVE"})
        void areAnsweredByWhoBegins(String setup, DtlsSetup ours) {
            Negotiation agreed = agreed(side().offer(OfferKind.INITIAL)
                    .accept(Sdp.of(LINE, "a=setup:" + setup, FINGERPRINT)));

            assertThat(association(agreed).part()).isEqualTo(ours);
            assertThat(association(agreed).announced()).containsExactly(THEIRS);
            assertThat(audio(agreed).keys()).isNull();
        }

        @ParameterizedTest
        @ValueSource(strings = {"actpass", "holdconn", "nonsense"})
        void areNotAnsweredByNobodyBeginning(String setup) {
            Refusal why = refused(side().offer(OfferKind.INITIAL).accept(Sdp.of(LINE, "a=setup:" + setup, FINGERPRINT)));

            assertThat(why.text()).contains("a=setup:" + setup);
        }

        @Test
        void areNotAnsweredWithoutACertificate() {
            Refusal why = refused(side().offer(OfferKind.INITIAL).accept(Sdp.of(LINE, "a=setup:active")));

            assertThat(why.status()).isEqualTo(488);
            assertThat(why.text()).isEqualTo("no usable key in the answer: no a=fingerprint");
        }

        @Test
        void ofBothAreAnsweredByOne() {
            Negotiation offered = side(SrtpUse.PREFERRED, true, null).offer(OfferKind.INITIAL);
            String crypto = "a=crypto:1 " + GCM + " inline:" + "A".repeat(38);

            Negotiation byDtls = agreed(offered.accept(Sdp.of("m=audio 5000 RTP/AVP 0", "a=setup:active", FINGERPRINT)));
            Negotiation byKeys = agreed(offered.accept(Sdp.of("m=audio 5000 RTP/AVP 0", crypto)));
            Negotiation plain = agreed(offered.accept(Sdp.of("m=audio 5000 RTP/AVP 0")));

            assertThat(association(byDtls)).isNotNull();
            assertThat(audio(byKeys).keys()).isNotNull();
            assertThat(association(byKeys)).isNull();
            assertThat(audio(plain).encrypted()).isFalse();
        }
    }

    @Nested
    class Answers {
        @ParameterizedTest
        @ValueSource(strings = {"UDP/TLS/RTP/SAVP", "UDP/TLS/RTP/SAVPF", "RTP/SAVP", "RTP/SAVPF", "RTP/AVP"})
        void beginTheHandshakeWhateverTheTransportIsCalled(String protocol) {
            Negotiation answered = agreed(side().answer(Sdp.of("m=audio 5000 " + protocol + " 0", "a=setup:actpass", FINGERPRINT)));

            assertThat(line(answered).protocol()).isEqualTo(protocol);
            assertThat(attribute(answered, "setup")).isEqualTo("active");
            assertThat(attribute(answered, "fingerprint")).isEqualTo(OURS.fingerprint().toString());
            assertThat(association(answered).part()).isEqualTo(DtlsSetup.ACTIVE);
        }

        @ParameterizedTest
        @CsvSource({"active, passive", "passive, active"})
        void takeThePartThatIsLeft(String theirs, String ours) {
            assertThat(attribute(agreed(side().answer(Sdp.of(LINE, "a=setup:" + theirs, FINGERPRINT))), "setup")).isEqualTo(ours);
        }

        /** Nothing that we begin would arrive there. */
        @Test
        void waitForAPhoneBehindANat() throws Exception {
            Negotiation side = side(SrtpUse.REQUIRED, false, InetAddress.getByName("203.0.113.5"));
            Negotiation answered = agreed(side.answer(Sdp.of(LINE, "c=IN IP4 10.0.0.7",
                    "a=setup:actpass", FINGERPRINT)));

            assertThat(attribute(answered, "setup")).isEqualTo("passive");
        }

        @Test
        void nameTheAssociationWhereTheOffererDoes() {
            assertThat(attribute(agreed(side().answer(Sdp.of(LINE, "a=setup:actpass", FINGERPRINT))), "tls-id")).isEqualTo("none");
            assertThat(attribute(agreed(side().answer(Sdp.of(LINE, "a=setup:actpass", FINGERPRINT, ID))), "tls-id"))
                    .isEqualTo("seedseedseedseedseed");
        }

        @Test
        void readWhatTheWholeDescriptionSays() {
            Negotiation answered = agreed(side().answer(Sdp.parse("v=0\r\no=far 77 1 IN IP4 198.51.100.7\r\ns=-\r\n"
                    + "c=IN IP4 198.51.100.7\r\nt=0 0\r\na=setup:active\r\n" + FINGERPRINT + "\r\n" + LINE + "\r\n")));

            assertThat(association(answered).part()).isEqualTo(DtlsSetup.PASSIVE);
            assertThat(association(answered).announced()).containsExactly(THEIRS);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
            "a=setup:actpass | no usable key for UDP/TLS/RTP/SAVP: no a=fingerprint",
            "a=fingerprint:sha-1 A9:99:3E:36:47:06:81:6A:BA:3E:25:71:78:50:C2:6C:9C:D0:D8:9D | "
                + "no usable key for UDP/TLS/RTP/SAVP: no a=fingerprint by SHA-256 or better"})
        void refuseWhatProvesNothing(String attribute, String why) {
            assertThat(refused(side().answer(Sdp.of(LINE, attribute))).text()).isEqualTo(why);
        }

        @Test
        void refuseToBegin() {
            assertThat(refused(side().answer(Sdp.of(LINE, "a=setup:holdconn", FINGERPRINT))).text())
                    .isEqualTo("no usable key for UDP/TLS/RTP/SAVP: a=setup:holdconn is none for DTLS");
            assertThat(refused(side().answer(Sdp.of("m=audio 5000 RTP/AVP 0"))).text()).startsWith("plain RTP is refused");
        }

        @Test
        void refuseDtlsWhereItMayNotBe() {
            Negotiation named = Negotiation.start(AudioCapabilities.of(AudioFormat.PCMU),
                    LocalAudio.of(new InetSocketAddress("192.0.2.1", 40_000)), 1,
                    OwnKeys.of(SrtpUse.REQUIRED, List.of(SrtpMasterKey.random(GCM, new SeededIds(3)))));

            assertThat(refused(named.answer(Sdp.of(LINE, "a=setup:actpass", FINGERPRINT))).text())
                    .isEqualTo("no media over UDP/TLS/RTP/SAVP");
        }
    }

    @Nested
    class Associations {
        private final Negotiation first = agreed(side().answer(Sdp.of(LINE, "a=setup:actpass", FINGERPRINT, ID)));

        private Negotiation again(String... lines) {
            return agreed(first.answer(Sdp.of(lines)));
        }

        @Test
        void goOnWhenNothingChanges() {
            assertThat(association(again(LINE, "a=setup:actpass", FINGERPRINT, ID))).isEqualTo(association(first));
            assertThat(association(again(LINE.replace("5000", "6000"), "a=setup:passive", FINGERPRINT, ID)))
                    .as("another address of the same association").isEqualTo(association(first));
        }

        @Test
        void areOfferedAgainUnderTheSameName() {
            Negotiation offered = first.offer(OfferKind.REFRESH);

            assertThat(line(offered).protocol()).isEqualTo("UDP/TLS/RTP/SAVP");
            assertThat(attribute(offered, "setup")).isEqualTo("actpass");
            assertThat(attribute(offered, "tls-id")).isEqualTo("seedseedseedseedseed");
            Negotiation answered = agreed(offered.accept(Sdp.of(LINE, "a=setup:passive", FINGERPRINT, ID)));
            assertThat(association(answered)).isEqualTo(association(first));
        }

        @Test
        void areRenewedByAnotherNameCertificateOrPart() {
            String other = "a=fingerprint:" + CertificateFingerprint.of("sha-256", new byte[] {2}, CryptoProvider.jdk());
            for (Negotiation renewed : List.of(
                    again(LINE, "a=setup:actpass", FINGERPRINT, ID.replace("abc", "xyz")),
                    again(LINE, "a=setup:actpass", other, ID),
                    again(LINE, "a=setup:actpass", FINGERPRINT, other, ID),
                    again(LINE, "a=setup:active", FINGERPRINT, ID))) {
                assertThat(association(renewed)).isNotEqualTo(association(first));
                assertThat(attribute(renewed, "tls-id")).isEqualTo("seedseedseedseedseed-1");
                assertThat(attribute(renewed, "fingerprint")).isEqualTo(OURS.fingerprint().toString());
            }
        }

        /** Who knows no names means another association by another address, and none while he holds. */
        @Test
        void ofOlderDevicesAreRenewedByAnotherAddress() {
            Negotiation old = agreed(side().answer(Sdp.of(LINE, "a=setup:actpass", FINGERPRINT)));

            assertThat(association(agreed(old.answer(Sdp.of(LINE, "a=setup:actpass", FINGERPRINT))))).isEqualTo(association(old));
            assertThat(association(agreed(old.answer(Sdp.of(LINE.replace("5000", "6000"), "a=setup:actpass", FINGERPRINT)))))
                    .isNotEqualTo(association(old));
            assertThat(association(agreed(old.answer(Sdp.of(LINE, "c=IN IP4 0.0.0.0", "a=setup:actpass", FINGERPRINT)))))
                    .isEqualTo(association(old));
        }

        @Test
        void neverEndInPlain() {
            Refusal why = refused(first.answer(Sdp.of("m=audio 5000 RTP/AVP 0")));
            assertThat(why.text()).startsWith("plain RTP is refused");
            Negotiation preferring = agreed(side(SrtpUse.ACCEPTED, true, null).answer(Sdp.of(LINE, "a=setup:actpass", FINGERPRINT)));
            assertThat(refused(preferring.answer(Sdp.of("m=audio 5000 RTP/AVP 0"))).status()).isEqualTo(488);
        }
    }

    @Nested
    class Policy {
        private final SrtpPolicy both = SrtpPolicy.of(SrtpUse.REQUIRED, List.of(GCM)).withKeying(Set.of(Keying.DTLS, Keying.SDES));
        private final OwnDtls dtls = OwnDtls.of(OURS, List.of(GCM), "seedseedseedseedseed", null);

        @Test
        void fingerprintsMayBeReadByAnyone() {
            OwnKeys clear = both.keys(false, new SeededIds(1), dtls, null);

            assertThat(both.permits(false)).isTrue();
            assertThat(clear.use()).isEqualTo(SrtpUse.REQUIRED);
            assertThat(clear.keys()).isEmpty();
            assertThat(both.keys(true, new SeededIds(1), dtls, null).keys()).hasSize(1);
        }

        @Test
        void whatElseCanBeOffered() {
            assertThat(both.otherOffers()).containsExactly(Keying.DTLS);
            assertThat(SrtpPolicy.of(SrtpUse.PREFERRED, List.of(GCM)).withKeying(both.keying()).otherOffers())
                    .containsExactly(Keying.DTLS, Keying.SDES);
            assertThat(SrtpPolicy.of(SrtpUse.REQUIRED, List.of(GCM)).otherOffers()).isEmpty();
            assertThat(SrtpPolicy.OFF.otherOffers()).isEmpty();
            assertThat(both.insisting(Keying.SDES).permits(false)).isFalse();
        }
    }
}
