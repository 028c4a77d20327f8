package io.rvoip.rtp.zrtp;

import static io.rvoip.rtp.zrtp.Call.QUICK;
import static io.rvoip.rtp.zrtp.Call.assertSecure;
import static io.rvoip.rtp.zrtp.Call.call;
import static io.rvoip.rtp.zrtp.Call.octets;
import static io.rvoip.rtp.zrtp.Call.only;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.Loop;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.rtp.zrtp.ZrtpAlgorithm.AuthTag;
import io.rvoip.rtp.zrtp.ZrtpAlgorithm.Cipher;
import io.rvoip.rtp.zrtp.ZrtpAlgorithm.Hash;
import io.rvoip.rtp.zrtp.ZrtpAlgorithm.KeyAgreement;
import io.rvoip.rtp.zrtp.ZrtpAlgorithm.SasType;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6189, two streams of ours in virtual time. */
class ZrtpStreamTest {
    @Nested
    class Agreement {
        @ParameterizedTest
        @CsvSource({
            "EC25, B32,  AES_CM_128_HMAC_SHA1_80",
            "DH3K, B256, AES_CM_128_HMAC_SHA1_80",
            "EC38, B32,  AES_256_CM_HMAC_SHA1_80"})
        void comesToTheSameKeysAndTheSameString(KeyAgreement agreement, SasType sas, SrtpSuite suite) {
            ZrtpAlgorithms algorithms = only(agreement, sas);
            Call call = new Call(new Party(1, algorithms, new MemoryZrtpCache(9)),
                    new Party(2, algorithms, new MemoryZrtpCache(9))).start().run(10);

            assertSecure(call);
            assertThat(call.here.report.agreement()).isEqualTo(agreement.code());
            assertThat(call.here.report.suite()).isEqualTo(suite);
            assertThat(call.here.report.sas()).matches(sas == SasType.B32 ? "[a-z0-9]{4}" : "[A-Za-z]+ [A-Za-z]+");
            assertThat(call.here.report.verified()).isFalse();
            assertThat(call.here.report.mismatch()).isFalse();
        }

        /** Section 4.1.2: of the two first choices the faster one; ours first among the rest. */
        @Test
        void takesWhatBothHave() {
            ZrtpAlgorithms strong = new ZrtpAlgorithms(List.of(Hash.S384, Hash.S256), List.of(Cipher.AES3, Cipher.AES1),
                    List.of(AuthTag.HS32, AuthTag.HS80), List.of(KeyAgreement.EC38, KeyAgreement.DH3K),
                    List.of(SasType.B256, SasType.B32));
            ZrtpAlgorithms plain = new ZrtpAlgorithms(List.of(Hash.S256), List.of(Cipher.AES1),
                    List.of(AuthTag.HS80, AuthTag.HS32), List.of(KeyAgreement.EC25, KeyAgreement.DH3K), List.of(SasType.B32));

            assertThat(strong.choose(plain)).isEqualTo(new ZrtpAlgorithms.Choice(Hash.S256, Cipher.AES1, AuthTag.HS32,
                    KeyAgreement.DH3K, SasType.B32));
            assertThat(strong.choose(ZrtpAlgorithms.ALL).agreement()).isEqualTo(KeyAgreement.DH3K);
            assertThat(strong.choose(strong)).isEqualTo(new ZrtpAlgorithms.Choice(Hash.S384, Cipher.AES3, AuthTag.HS32,
                    KeyAgreement.EC38, SasType.B256));
            assertThatThrownBy(() -> new ZrtpAlgorithms(List.of(Hash.S384), List.of(Cipher.AES1),
                    List.of(AuthTag.HS80, AuthTag.HS32), List.of(KeyAgreement.DH3K), List.of(SasType.B32)))
                    .hasMessageContaining("[S256] among them");
        }

        @Test
        void commitsThatCrossLeaveOneInitiator() {
            int crossed = 0;
            for (int seed = 0; seed < 20; seed++) {
                Call call = call(100 + seed);
                call.start();
                call.run(10);
                assertSecure(call);
                crossed += call.here.sent.contains("Commit") && call.there.sent.contains("Commit") ? 1 : 0;
                assertThat(call.here.sent.contains("DHPart2")).isNotEqualTo(call.there.sent.contains("DHPart2"));
            }
            assertThat(crossed).as("runs in which both committed").isPositive();
        }

        @Test
        void waitsForSlowArithmetic() {
            Call call = call(5);
            call.a.slow = true;
            call.b.slow = true;
            call.start();
            for (int round = 0; round < 40; round++) {
                call.run(20);
                for (Party party : List.of(call.a, call.b)) {
                    Runnable next = party.work.poll();
                    if (next != null) {
                        next.run();
                    }
                }
            }
            call.run(3_000);

            assertSecure(call);
        }

        @Test
        void soundMediaIsAsGoodAsAnAcknowledgement() {
            Call call = call(6);
            call.lost = (type, from) -> type.equals("Conf2ACK");
            call.start().run(10);
            Party.Line initiator = call.here.sent.contains("Confirm2") ? call.here : call.there;
            assertThat(initiator.said).containsExactly("keys");
            assertThat(initiator.stream.authenticated(call.a.now)).isTrue();

            assertSecure(call);
        }
    }

    @Nested
    class Loss {
        @ParameterizedTest
        @ValueSource(strings = {"Hello", "HelloACK", "Commit", "DHPart1", "DHPart2", "Confirm1", "Confirm2", "Conf2ACK"})
        void ofOneMessageCostsTime(String type) {
            Call call = call(7);
            AtomicBoolean first = new AtomicBoolean(true);
            call.lost = (sent, from) -> sent.equals(type) && first.getAndSet(false);
            call.start().run(2_000);

            assertThat(first).isFalse();
            assertSecure(call);
        }

        @Test
        void ofAThirdIsBorne() {
            for (int seed = 0; seed < 30; seed++) {
                Call call = call(200 + seed);
                Random random = new Random(seed);
                call.lost = (sent, from) -> random.nextInt(3) == 0;
                call.start().run(30_000);
                assertSecure(call);
            }
        }

        @Test
        void ofEverythingIsToldAfterFourSeconds() {
            Call call = call(8);
            call.lost = (sent, from) -> true;
            call.start().run(3_700);
            assertThat(call.here.said).isEmpty();
            call.run(300);
            assertThat(call.here.said).containsExactly("unanswered");
            assertThat(call.here.sent).hasSize(21).containsOnly("Hello");
            assertThat(call.here.stream.nextDeadline()).isEqualTo(Loop.Timer.NEVER);
        }

        @Test
        void whoComesLateIsWelcome() {
            Call call = call(9);
            call.lost = (type, from) -> true;
            call.here.stream.start(0);
            call.run(5_000);
            assertThat(call.here.said).containsExactly("unanswered");
            call.here.said.clear();
            call.lost = (type, from) -> false;
            call.there.stream.start(call.b.now);
            call.run(5_000);

            assertSecure(call);
        }

        @Test
        void afterTheKeysAreAgreedOnEndsInATimeOut() {
            Call call = call(10);
            call.lost = (type, from) -> type.startsWith("Confirm");
            call.start().run(25_000);

            assertThat(call.here.said).containsExactly("failed TIMEOUT");
            assertThat(call.there.said).anyMatch(said -> said.startsWith("failed TIMEOUT"));
        }
    }

    /** Sections 4.3 and 4.6.1. */
    @Nested
    class Memory {
        private final ZrtpCache ofA = new MemoryZrtpCache(9);
        private final ZrtpCache ofB = new MemoryZrtpCache(9);
        private final Zid zidA = Zid.of("0a".repeat(12));
        private final Zid zidB = Zid.of("0b".repeat(12));
        private long seed = 300;

        private Call next() {
            seed += 10;
            return new Call(new Party(seed, zidA, QUICK, ofA), new Party(seed + 1, zidB, QUICK, ofB)).start().run(10);
        }

        @Test
        void ofTheLastCallsSecretNeedsNoNewComparison() {
            Call first = next();
            first.a.session.sasVerified();
            first.b.session.sasVerified();
            Call second = next();

            assertSecure(second);
            assertThat(second.here.report.verified()).isTrue();
            assertThat(second.there.report.verified()).isTrue();
            assertThat(second.here.report.mismatch()).isFalse();
            assertThat(second.here.report.sas()).isNotEqualTo(first.here.report.sas());
            assertThat(ofA.find(zidB).orElseThrow().rs1()).isEqualTo(ofB.find(zidA).orElseThrow().rs1());
            assertThat(ofA.find(zidB).orElseThrow().rs2().orElseThrow())
                    .isEqualTo(ofB.find(zidA).orElseThrow().rs2().orElseThrow());
        }

        @Test
        void ofOneSideAloneIsNotTakenForVerified() {
            next().a.session.sasVerified();
            Call second = next();

            assertThat(second.here.report.verified()).isFalse();
            assertThat(second.there.report.verified()).isFalse();
        }

        /** One side missed the end of the last call: its secret is the other's second. */
        @Test
        void thatIsOneCallBehindStillFits() {
            next();
            RetainedSecrets before = ofB.find(zidA).orElseThrow();
            next();
            ofB.store(zidA, before, 1);
            Call third = next();

            assertSecure(third);
            assertThat(third.here.report.mismatch()).isFalse();
            assertThat(third.there.report.mismatch()).isFalse();
        }

        @Test
        void thatTheOtherSideLacksIsAnAlarm() {
            next();
            RetainedSecrets known = ofA.find(zidB).orElseThrow();
            ofB.forget(zidA);
            Call second = next();

            assertSecure(second);
            assertThat(second.here.report.mismatch()).as("A remembers").isTrue();
            assertThat(second.there.report.mismatch()).as("B does not know A").isFalse();
            assertThat(ofA.find(zidB)).as("nothing new before people compare").contains(known);
            second.a.session.sasVerified();
            assertThat(ofA.find(zidB).orElseThrow().rs1()).isEqualTo(ofB.find(zidA).orElseThrow().rs1());
            assertThat(next().here.report.mismatch()).isFalse();
        }

        @Test
        void isForgottenWhenTheStringsDiffer() {
            Call call = next();
            call.a.session.sasDiffers();

            assertThat(ofA.find(zidB)).isEmpty();
        }

        @Test
        void isBounded() {
            MemoryZrtpCache small = new MemoryZrtpCache(2);
            RetainedSecrets secrets = ofA.find(next().b.zid).orElseThrow();
            for (String digits : List.of("01", "02", "03")) {
                small.store(Zid.of(digits.repeat(12)), secrets, 1);
            }
            assertThat(small.find(Zid.of("01".repeat(12)))).isEmpty();
            assertThat(small.find(Zid.of("03".repeat(12)))).isPresent();
        }
    }

    /** Section 4.4.3. */
    @Nested
    class FurtherStreams {
        @Test
        void needNoExchangeOfTheirOwn() {
            Call first = call(400).start().run(10);
            Call second = new Call(first.a, first.b).start().run(10);

            assertSecure(second);
            assertThat(second.here.sent).doesNotContain("DHPart1", "DHPart2");
            assertThat(second.here.report.agreement()).isEqualTo("Mult");
            assertThat(second.here.report.sas()).isEmpty();
            assertThat(octets(second.here.keys.sending())).isNotEqualTo(octets(first.here.keys.sending()))
                    .isNotEqualTo(octets(first.here.keys.receiving()));
        }

        @Test
        void waitForTheFirst() {
            Party a = new Party(410, QUICK, new MemoryZrtpCache(9));
            Party b = new Party(411, QUICK, new MemoryZrtpCache(9));
            Call first = new Call(a, b);
            Call second = new Call(a, b);
            first.lost = (type, from) -> type.equals("DHPart2");
            first.start();
            second.start();
            first.run(100);
            second.run(100);
            assertThat(second.here.said).isEmpty();
            first.lost = (type, from) -> false;
            for (int i = 0; i < 20; i++) {
                first.run(200);
                second.run(0);
                second.here.stream.onDeadline(a.now);
                second.there.stream.onDeadline(a.now);
            }
            second.run(5_000);

            assertSecure(first);
            assertSecure(second);
            assertThat(second.here.report.agreement()).isEqualTo("Mult");
        }

        @Test
        void withoutAFirstAreRefused() {
            Call first = call(420).start().run(10);
            Call second = new Call(first.a, new Party(421, first.b.zid, QUICK, new MemoryZrtpCache(9)));
            second.lost = (type, from) -> type.equals("HelloACK") && from == second.here;
            second.start().run(5_000);

            assertThat(second.there.said).contains("failed NO_SHARED_SECRET");
            assertThat(second.here.said).contains("failed NO_SHARED_SECRET by remote");
        }

        /** One that is declared as such has no exchange in any case, and no name but the one of the first. */
        @Test
        void neverHaveAnExchange() {
            Call early = Call.further(new Party(440, QUICK, new MemoryZrtpCache(9)), new Party(441, QUICK, new MemoryZrtpCache(9)), false);
            early.lost = (type, from) -> type.equals("Commit") && from == early.there;
            early.start().run(1_000);
            assertThat(early.here.said).containsExactly("failed NO_SHARED_SECRET");

            Call asked = Call.further(new Party(442, QUICK, new MemoryZrtpCache(9)), new Party(443, QUICK, new MemoryZrtpCache(9)), false);
            asked.lost = (type, from) -> type.equals("HelloACK") && from == asked.there;
            asked.start().run(1_000);
            assertThat(asked.here.said).containsExactly("failed KEY_AGREEMENT");
            assertThat(asked.there.said).containsExactly("failed KEY_AGREEMENT by remote");
        }

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void areWithWhoTheFirstWasWith(boolean responding) {
            Call first = call(450).start().run(10);
            Call second = Call.further(first.a, new Party(452, QUICK, new MemoryZrtpCache(9)), false);
            second.lost = (type, from) -> responding && type.equals("HelloACK") && from == second.there;
            second.start().run(1_000);

            assertThat(second.here.keys).isNull();
            assertThat(second.here.said).first().asString().startsWith("failed ");
        }

        /** Each of their messages, lost once or often: they come to the same, in time. */
        @ParameterizedTest
        @CsvSource({"Hello, 3", "HelloACK, 3", "Commit, 5", "Confirm1, 5", "Confirm2, 5", "Conf2ACK, 5"})
        void comeToTheirKeysWhateverIsLost(String lost, int times) {
            Call first = call(460).start().run(10);
            Call second = Call.further(first.a, first.b, true);
            int[] left = {times};
            second.lost = (type, from) -> type.equals(lost) && left[0]-- > 0;
            second.start().run(5_000);

            assertSecure(second);
            assertThat(left[0]).isNegative();
            assertThat(second.here.sent).doesNotContain("DHPart1", "DHPart2");
            assertThat(second.here.report.agreement()).isEqualTo("Mult");
            assertThat(second.here.report.sas()).isEmpty();
        }

        /** Section 4.2: that cannot be where both sides keep count of their streams. */
        @Test
        void againstAFirstAreAnError() {
            Call first = call(430).start().run(10);
            Call second = new Call(first.a, new Party(431, first.b.zid, QUICK, new MemoryZrtpCache(9)));
            second.lost = (type, from) -> type.equals("Commit");
            second.start().run(10);
            assertThat(second.here.sent).contains("Commit");
            assertThat(second.there.sent).contains("Commit");
            second.lost = (type, from) -> false;
            second.run(1_000);

            assertThat(second.here.said).first().asString().startsWith("failed SOFTWARE");
        }
    }
}
