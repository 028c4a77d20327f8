package io.rvoip.session.offer;

import static io.rvoip.session.offer.Sdp.agreed;
import static io.rvoip.session.offer.Sdp.audio;
import static io.rvoip.session.offer.Sdp.refused;
import static io.rvoip.session.offer.Sdp.sent;
import static io.rvoip.session.offer.SrtpUse.ACCEPTED;
import static io.rvoip.session.offer.SrtpUse.OFF;
import static io.rvoip.session.offer.SrtpUse.PREFERRED;
import static io.rvoip.session.offer.SrtpUse.REQUIRED;
import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Secret;
import io.rvoip.rtp.srtp.CryptoAttribute;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.SessionDescription;
import io.rvoip.testing.SeededIds;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys in descriptions (RFC 4568): who offers them, who takes which, and that there is no way back. */
class NegotiationSrtpTest {
    private static final SrtpSuite CM = SrtpSuite.AES_CM_128_HMAC_SHA1_80;
    private static final SrtpSuite GCM = SrtpSuite.AEAD_AES_128_GCM;
    private static final String CM_LINE = "a=crypto:1 " + CM + " inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj";
    private static final String GCM_LINE = "a=crypto:2 " + GCM + " inline:" + "A".repeat(38);
    private static final String SAVP = "m=audio 5000 RTP/SAVP 0";
    private static final String AVP = "m=audio 5000 RTP/AVP 0";

    private static Negotiation side(SrtpUse use, SrtpSuite... suites) {
        return side(1, use, suites);
    }

    private static Negotiation side(int seed, SrtpUse use, SrtpSuite... suites) {
        OwnKeys keys = OwnKeys.of(use, Stream.of(suites)
                .map(suite -> SrtpMasterKey.random(suite, new SeededIds(seed + suite.ordinal()))).toList());
        return Negotiation.start(
                AudioCapabilities.of(AudioFormat.PCMU), LocalAudio.of(new InetSocketAddress("192.0.2.1", 40_000)), 4_000, keys);
    }

    private static Media line(SessionDescription description) {
        return description.media().get(0);
    }

    private static List<String> crypto(Negotiation side) {
        return line(sent(side)).attributes().all("crypto");
    }

    @Nested
    class Offers {
        @ParameterizedTest
        @CsvSource({"OFF, RTP/AVP, 0", "ACCEPTED, RTP/AVP, 0", "PREFERRED, RTP/AVP, 2", "REQUIRED, RTP/SAVP, 2"})
        void sayWhatIsWanted(SrtpUse use, String protocol, int lines) {
            Negotiation offered = (use == OFF ? side(OFF) : side(use, CM, GCM)).offer(OfferKind.INITIAL);

            assertThat(line(sent(offered)).protocol()).isEqualTo(protocol);
            assertThat(crypto(offered)).hasSize(lines);
        }

        @Test
        void nameEachSuiteUnderItsTagWithAKeyOfItsOwn() {
            List<String> lines = crypto(side(REQUIRED, CM, GCM).offer(OfferKind.INITIAL));

            assertThat(lines.get(0)).startsWith("1 AES_CM_128_HMAC_SHA1_80 inline:");
            assertThat(lines.get(1)).startsWith("2 AEAD_AES_128_GCM inline:");
        }

        /** A description has to fit a datagram. */
        @Test
        void nameFourSuitesAtMost() {
            assertThat(crypto(side(REQUIRED, SrtpSuite.values()).offer(OfferKind.INITIAL))).hasSize(4);
        }

        @Test
        void areAnsweredAndBothHaveTheSameKeys() {
            Negotiation near = side(1, REQUIRED, CM, GCM).offer(OfferKind.INITIAL);
            Negotiation far = agreed(side(50, ACCEPTED, GCM).answer(sent(near)));
            near = agreed(near.accept(sent(far)));

            assertThat(crypto(far)).hasSize(1).allMatch(line -> line.startsWith("2 AEAD_AES_128_GCM "));
            assertThat(audio(near).keys().sending()).isEqualTo(audio(far).keys().receiving());
            assertThat(audio(near).keys().receiving()).isEqualTo(audio(far).keys().sending());
            assertThat(audio(near).keys().sending()).isNotEqualTo(audio(near).keys().receiving());
            assertThat(audio(near).keys().keying()).isEqualTo("sdes");
        }
    }

    @Nested
    class Answers {
        @Test
        void takeTheFirstLineThatPolicyAllows() {
            Negotiation answered = agreed(side(ACCEPTED, GCM, CM).answer(Sdp.of(SAVP, CM_LINE, GCM_LINE)));

            assertThat(crypto(answered)).hasSize(1).allMatch(line -> line.startsWith("1 AES_CM_128_HMAC_SHA1_80 "));
            assertThat(line(sent(answered)).protocol()).isEqualTo("RTP/SAVP");
        }

        @Test
        void skipLinesThatCannotBeUsed() {
            Negotiation answered = agreed(side(REQUIRED, CM, GCM).answer(
                    Sdp.of(SAVP, CM_LINE + " UNENCRYPTED_SRTP", "a=crypto:9 FUTURE inline:x", GCM_LINE)));

            assertThat(crypto(answered)).allMatch(line -> line.startsWith("2 AEAD_AES_128_GCM "));
        }

        @Test
        void aSecondLineUnderTheSameTagIsSkipped() {
            String same = GCM_LINE.replace(":2 ", ":1 ");
            Refusal why = refused(side(REQUIRED, GCM).answer(Sdp.of(SAVP, CM_LINE, same)));

            assertThat(why.text()).isEqualTo("no usable key for RTP/SAVP: no suite in common");
        }

        @ParameterizedTest
        @ValueSource(strings = {"RTP/SAVP", "RTP/SAVPF", "RTP/AVP"})
        void keepTheTransport(String protocol) {
            Negotiation answered =
                    agreed(side(ACCEPTED, CM).answer(Sdp.of("m=audio 5000 " + protocol + " 0", CM_LINE)));

            assertThat(line(sent(answered)).protocol()).isEqualTo(protocol);
            assertThat(audio(answered).keys()).isNotNull();
        }

        @Test
        void plainIsPlainWhereThatIsAllowed() {
            for (SrtpUse use : List.of(ACCEPTED, PREFERRED)) {
                Negotiation answered = agreed(side(use, CM).answer(Sdp.of(AVP)));
                assertThat(audio(answered).keys()).isNull();
                assertThat(crypto(answered)).isEmpty();
            }
        }

        @ParameterizedTest
        @CsvSource(delimiter = ';', value = {
            "REQUIRED; m=audio 5000 RTP/AVP 0; plain RTP is refused, SRTP is required: no a=crypto",
            "REQUIRED; m=audio 5000 RTP/SAVP 0; no usable key for RTP/SAVP: no a=crypto",
            "ACCEPTED; m=audio 5000 RTP/SAVPF 0; no usable key for RTP/SAVPF: no a=crypto",
            "OFF; m=audio 5000 RTP/SAVP 0; no media over RTP/SAVP",
            "REQUIRED; m=audio 5000 UDP/TLS/RTP/SAVPF 0; no media over UDP/TLS/RTP/SAVPF"
        })
        void refuseWithTheReason(SrtpUse use, String media, String text) {
            Negotiation side = use == OFF ? side(OFF) : side(use, CM);

            assertThat(refused(side.answer(Sdp.of(media))))
                    .isEqualTo(new Refusal(488, Refusal.INCOMPATIBLE_TRANSPORT, text));
        }

        /** S7, at the level of the call: what is wrong with the first line is said, its key is not. */
        @ParameterizedTest
        @ValueSource(strings = {"|1:129", "|0:1", "|281474976710657", " UNENCRYPTED_SRTP", "AA", " KDR=1"})
        void nothingUsableIsRefused(String rest) {
            Refusal why = refused(side(REQUIRED, CM).answer(Sdp.of(SAVP, CM_LINE + rest)));

            assertThat(why.status()).isEqualTo(488);
            assertThat(why.text()).startsWith("no usable key for RTP/SAVP: ").doesNotContain("d0RmdmcmVCspe");
        }
    }

    @Nested
    class AnswersToUs {
        private final Negotiation offered = side(REQUIRED, CM, GCM).offer(OfferKind.INITIAL);

        @ParameterizedTest
        @CsvSource(delimiter = ';', value = {
            "''; no usable key in the answer: no a=crypto",
            "a=crypto:3 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj;"
                    + " the answer takes AES_CM_128_HMAC_SHA1_80 under tag 3, which was not offered",
            "a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj;"
                    + " the answer takes AES_CM_128_HMAC_SHA1_80 under tag 2, which was not offered",
            "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:abc;"
                    + " no usable key in the answer: key and salt are not 30 octets of base64"
        })
        void withoutTheKeysWeNeedAreRefused(String line, String why) {
            SessionDescription answer = line.isEmpty() ? Sdp.of(SAVP) : Sdp.of(SAVP, line);

            assertThat(refused(offered.accept(answer)).text()).isEqualTo(why);
        }

        @Test
        void mayLeaveABestEffortPlain() {
            Negotiation bestEffort = side(PREFERRED, CM).offer(OfferKind.INITIAL);

            assertThat(audio(agreed(bestEffort.accept(Sdp.of(AVP)))).keys()).isNull();
            assertThat(audio(agreed(bestEffort.accept(Sdp.of(AVP, CM_LINE)))).keys()).isNotNull();
        }
    }

    @Nested
    class LaterOn {
        private final Negotiation near = side(1, REQUIRED, GCM, CM).offer(OfferKind.INITIAL);
        private final Negotiation far = agreed(side(50, ACCEPTED, CM).answer(sent(near)));

        /** The line in use comes first, so that whoever takes the first keeps it. */
        @Test
        void holdKeepsKeysAndSuite() {
            Negotiation held = agreed(near.accept(sent(far))).offer(OfferKind.HOLD);
            Negotiation answered = agreed(far.answer(sent(held)));
            held = agreed(held.accept(sent(answered)));

            assertThat(crypto(held).get(0)).startsWith("1 AES_CM_128_HMAC_SHA1_80");
            assertThat(audio(answered).keys()).isEqualTo(audio(far).keys());
            assertThat(audio(held).keys().receiving()).isEqualTo(audio(far).keys().sending());
        }

        /** S6: no way back, whatever the policy was. */
        @Test
        void aDowngradeIsRefusedAndChangesNothing() {
            Refusal why = refused(far.answer(Sdp.of(AVP)));

            assertThat(why.status()).isEqualTo(488);
            assertThat(why.text()).startsWith("plain RTP is refused");
            assertThat(crypto(far.offer(OfferKind.REFRESH))).isNotEmpty();
        }

        @Test
        void aDowngradeInAnAnswerIsRefused() {
            Negotiation bestEffort = side(PREFERRED, CM).offer(OfferKind.INITIAL);
            Negotiation secured = agreed(bestEffort.accept(Sdp.of(AVP, CM_LINE))).offer(OfferKind.REFRESH);

            assertThat(refused(secured.accept(Sdp.of(AVP))).text()).startsWith("no usable key in the answer");
        }

        @Test
        void switchingAudioOffInBetweenIsNoWayBack() {
            Negotiation off = agreed(far.answer(Sdp.of("m=audio 0 RTP/SAVP 0")));

            assertThat(refused(off.answer(Sdp.of(AVP))).status()).isEqualTo(488);
        }

        @Test
        void theFarEndMayChangeItsKey() {
            SrtpMasterKey next = SrtpMasterKey.of(CM, Secret.of(new byte[30]));
            Negotiation rekeyed =
                    agreed(far.answer(Sdp.of(SAVP, "a=crypto:" + new CryptoAttribute(1, next).write())));

            assertThat(audio(rekeyed).keys().receiving()).isEqualTo(next);
            assertThat(audio(rekeyed).keys().sending()).as("ours stays").isEqualTo(audio(far).keys().sending());
        }

        @Test
        void plainMayBecomeEncrypted() {
            Negotiation plain = agreed(side(ACCEPTED, CM).answer(Sdp.of(AVP)));

            assertThat(audio(agreed(plain.answer(Sdp.of(SAVP, CM_LINE)))).keys()).isNotNull();
        }
    }

    @Nested
    class Policy {
        private final SrtpPolicy preferred = SrtpPolicy.of(PREFERRED, List.of(CM));
        private final SrtpPolicy required = SrtpPolicy.of(REQUIRED, List.of(CM));

        @Test
        void keysAreNotWrittenWhereAnyoneCanRead() {
            assertThat(preferred.keys(true, new SeededIds(1), null, null).use()).isEqualTo(PREFERRED);
            assertThat(preferred.keys(false, new SeededIds(1), null, null)).isEqualTo(OwnKeys.NONE);
            assertThat(preferred.withOverClearSignalling(true).keys(false, new SeededIds(1), null, null).use()).isEqualTo(ACCEPTED);
            assertThat(required.permits(false)).isFalse();
            assertThat(required.permits(true)).isTrue();
            assertThat(required.withOverClearSignalling(true).permits(false)).isTrue();
        }

        @Test
        void eachCallHasItsOwnKeys() {
            SeededIds random = new SeededIds(1);

            assertThat(required.keys(true, random, null, null)).isNotEqualTo(required.keys(true, random, null, null));
        }
    }
}
