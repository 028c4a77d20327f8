package io.rvoip.rtp.mikey;

import static io.rvoip.rtp.mikey.Sides.agreed;
import static io.rvoip.rtp.mikey.Sides.alice;
import static io.rvoip.rtp.mikey.Sides.bob;
import static io.rvoip.rtp.mikey.Sides.problem;
import static io.rvoip.rtp.mikey.Sides.terms;
import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.common.crypto.LocalAuthority;
import io.rvoip.rtp.NtpTime;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.testing.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What strangers, and whoever is in between, can do to an exchange (SECURITY.md K1). */
class MikeyHostileTest {
    private final ManualTime time = new ManualTime();

    private MikeyProblem refused(byte[] offer) {
        return problem(bob(MikeyMode.PSK, time).answer(offer, terms(2), null));
    }

    private byte[] offer() {
        return alice(MikeyMode.PSK, time).offer(terms(1)).message().toArray();
    }

    @Test
    void anotherVersionIsRefused() {
        byte[] offer = offer();
        offer[0] = 2;
        assertThat(refused(offer)).isEqualTo(new MikeyProblem(MikeyError.UNREADABLE, 0, "version 2 (expected: 1)"));
    }

    /** Chains end with the octets, wherever they point to. */
    @Test
    void endlessChainsEnd() {
        byte[] header = {1, 0, PayloadType.FAILURE, 0, 1, 2, 3, 4, 0, 0};
        byte[] chain = Arrays.copyOf(header, MikeyReader.LONGEST);
        for (int at = header.length; at + 4 <= chain.length; at += 4) {
            chain[at] = PayloadType.FAILURE;
        }
        assertThat(refused(chain).text()).isEqualTo("more than 48 payloads");
        assertThat(refused(new byte[MikeyReader.LONGEST + 1]).text()).contains("at most 16384");
        assertThat(refused(new byte[0]).error()).isEqualTo(MikeyError.UNREADABLE);
        assertThat(refused(new byte[] {1, 0, 99, 0, 1, 2, 3, 4, 0, 0, 0}).text()).contains("payload 99 is unknown");
        assertThat(refused(new byte[] {1, 0, PayloadType.RAND, 0, 1, 2, 3, 4, 0, 0, PayloadType.RAND, 0, 0, 0}).text())
                .isEqualTo("payload 11 twice");
        assertThat(refused(new byte[] {1, 7, 0, 0, 1, 2, 3, 4, 0, 0}).error()).isEqualTo(MikeyError.DATA_TYPE);
    }

    @ParameterizedTest
    @EnumSource
    void theSameMessageIsTakenOnce(MikeyMode mode) {
        byte[] offer = alice(mode, time).offer(terms(1)).message().toArray();
        MikeyEndpoint bob = bob(mode, time);
        agreed(bob.answer(offer, terms(2), null));

        assertThat(problem(bob.answer(offer, terms(2), null)).text()).contains("replay");
        time.advance(Duration.ofMinutes(4));
        assertThat(problem(bob.answer(offer, terms(2), null)).text()).contains("replay");
        time.advance(Duration.ofMinutes(2));
        assertThat(problem(bob.answer(offer, terms(2), null)).text()).contains("s old");
    }

    /** The window is never wider than the cache remembers. */
    @Test
    void whatIsOldOrFromTheFutureIsRefused() {
        byte[] offer = offer();
        ManualTime later = new ManualTime();
        later.advance(Duration.ofMinutes(5).plusSeconds(1));
        assertThat(problem(bob(MikeyMode.PSK, later).answer(offer, terms(2), null)).error()).isEqualTo(MikeyError.TIMESTAMP);
        time.advance(Duration.ofMinutes(5).plusSeconds(1));
        byte[] early = offer();
        assertThat(problem(bob(MikeyMode.PSK, new ManualTime()).answer(early, terms(2), null)).error())
                .isEqualTo(MikeyError.TIMESTAMP);
    }

    @Test
    void whatWeOfferedIsNothingWeAnswer() {
        MikeyEndpoint alice = alice(MikeyMode.PSK, time);
        assertThat(problem(alice.answer(alice.offer(terms(1)).message().toArray(), terms(1), null)).text()).contains("replay");
    }

    /** Bidding down: the protocol list is signed by who wrote it (RFC 4567 section 4.1.4). */
    @Test
    void anotherListOfProtocolsIsRefused() {
        MikeyTerms two = new MikeyTerms(Sides.SUITES, 1, 1, "stronger;mikey");
        byte[] offer = alice(MikeyMode.PSK, time).offer(two).message().toArray();
        assertThat(refused(offer).text()).contains("not those that were offered");
        assertThat(problem(bob(MikeyMode.PSK, time).answer(offer(), two, null)).text()).contains("not those that were offered");
    }

    /** A MAC of none, or keys in clear, prove nothing. */
    @Test
    void nullAlgorithmsAreRefused() {
        MikeyMessage offer = Sides.read(Octets.of(offer()));
        MikeyPayload.Kemac kemac = offer.first(MikeyPayload.Kemac.class).orElseThrow();
        assertThat(refused(with(offer, new MikeyPayload.Kemac(0, kemac.data(), 1, kemac.tag()))).error())
                .isEqualTo(MikeyError.ENCRYPTION);
        assertThat(refused(with(offer, new MikeyPayload.Kemac(1, kemac.data(), 0, Octets.NONE))).error())
                .isEqualTo(MikeyError.MAC);
    }

    private static byte[] with(MikeyMessage message, MikeyPayload.Kemac kemac) {
        List<MikeyPayload> payloads = new ArrayList<>(message.payloads());
        payloads.replaceAll(one -> one instanceof MikeyPayload.Kemac ? kemac : one);
        return MikeyMessage.of(message.header(), payloads).octets().toArray();
    }

    /** Whatever bit is changed on the way, nothing comes of it, and the genuine message is still as good as new. */
    @Property(tries = 300)
    void changedOffersAreRefusedAndLeaveNothingBehind(@ForAll @IntRange(min = 0, max = 1_000_000) int where,
            @ForAll @IntRange(min = 1, max = 255) int change) {
        byte[] offer = offer();
        byte[] changed = offer.clone();
        changed[where % changed.length] ^= (byte) change;
        MikeyEndpoint bob = bob(MikeyMode.PSK, time);

        assertThat(bob.answer(changed, terms(2), null)).isInstanceOf(MikeyOutcome.Refused.class);
        agreed(bob.answer(offer, terms(2), null));
    }

    @ParameterizedTest
    @EnumSource
    void changedAnswersAreRefused(MikeyMode mode) {
        Random random = new Random(mode.ordinal());
        MikeyOffer offer = alice(mode, time).offer(terms(1));
        byte[] answer = agreed(bob(mode, time).answer(offer.message().toArray(), terms(2), null)).answer().toArray();
        for (int i = 0; i < 60; i++) {
            byte[] changed = answer.clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 + random.nextInt(255));
            assertThat(offer.accept(changed)).isInstanceOf(MikeyOutcome.Refused.class);
        }
        agreed(offer.accept(answer));
    }

    @ParameterizedTest
    @EnumSource(names = {"RSA", "RSA_R", "DH"})
    void changedSignedOffersAreRefused(MikeyMode mode) {
        Random random = new Random(mode.ordinal());
        byte[] offer = alice(mode, time).offer(terms(1)).message().toArray();
        MikeyEndpoint bob = bob(mode, time);
        for (int i = 0; i < 60; i++) {
            byte[] changed = offer.clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 + random.nextInt(255));
            assertThat(bob.answer(changed, terms(2), null)).isInstanceOf(MikeyOutcome.Refused.class);
        }
        agreed(bob.answer(offer, terms(2), null));
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerToAnotherOfferIsRefused(MikeyMode mode) {
        MikeyEndpoint alice = alice(mode, time);
        MikeyOffer one = alice.offer(terms(1));
        MikeyOffer other = alice.offer(terms(1));
        MikeyOutcome.Agreed there = agreed(bob(mode, time).answer(other.message().toArray(), terms(2), null));

        assertThat(problem(one.accept(there.answer().toArray())).text()).isEqualTo("the answer is for another bundle");
    }

    /** Somebody with a certificate of the same authority is not whom he likes to be. */
    @Test
    void aCertificateForAnotherNameIsRefused() {
        MikeyEndpoint mallory = new MikeyEndpoint(MikeySettings.certified(Sides.ALICE,
                Sides.OF_BOB.believing(Optional.empty()), MikeyMode.DH), CryptoProvider.jdk(), Sides.today(time));
        byte[] offer = mallory.offer(terms(1)).message().toArray();

        assertThat(problem(bob(MikeyMode.DH, time).answer(offer, terms(2), null)).error()).isEqualTo(MikeyError.IDENTITY);
    }

    @Test
    void aCertificateOfAStrangerIsRefused() {
        Sides.Person stranger = Sides.Person.of("alice", Sides.ALICE, new LocalAuthority("Somebody else"));
        MikeyEndpoint mallory = new MikeyEndpoint(MikeySettings.certified(Sides.ALICE,
                stranger.believing(Optional.empty()), MikeyMode.RSA_R), CryptoProvider.jdk(), Sides.today(time));
        byte[] offer = mallory.offer(terms(1)).message().toArray();

        assertThat(problem(bob(MikeyMode.RSA_R, time).answer(offer, terms(2), null)).error()).isEqualTo(MikeyError.CERTIFICATE);
    }

    /** An error that anybody can forge ends no more than the exchange, and gives no keys. */
    @Test
    void anErrorIsReportedByItsNumber() {
        MikeyOffer offer = alice(MikeyMode.PSK, time).offer(terms(1));
        MikeyMessage ours = Sides.read(offer.message());
        MikeyMessage error = MikeyMessage.of(ours.header().as(MessageType.ERROR, List.of()),
                List.of(ours.first(MikeyPayload.Timestamp.class).orElseThrow(), new MikeyPayload.Failure(10)));

        assertThat(problem(offer.accept(error.octets().toArray())))
                .isEqualTo(MikeyProblem.of(MikeyError.POLICY, "the far end refuses the exchange with error 10"));
    }

    @Test
    void policiesThatLeaveSomethingOpenAreRefused() {
        MikeyPayload.SecurityPolicy usual = Policies.write(0, SrtpSuite.AES_CM_128_HMAC_SHA1_80);
        int[][] wrong = {{0, 0}, {0, 2}, {1, 17}, {2, 0}, {3, 16}, {4, 12}, {5, 1}, {6, 1}, {7, 0}, {8, 0}, {9, 1},
            {10, 0}, {11, 3}, {12, 1}, {13, 0}};
        for (int[] one : wrong) {
            List<MikeyPayload.SecurityPolicy.Parameter> parameters = new ArrayList<>(usual.parameters());
            parameters.add(new MikeyPayload.SecurityPolicy.Parameter(one[0], Octets.of(new byte[] {(byte) one[1]})));
            try {
                SrtpSuite read = Policies.read(new MikeyPayload.SecurityPolicy(0, 0, parameters));
                throw new AssertionError(one[0] + "=" + one[1] + " is " + read);
            } catch (MikeyRefusal refused) {
                assertThat(refused.problem().error()).isEqualTo(MikeyError.POLICY);
            }
        }
    }

    @Test
    void theReplayCacheIsBoundedAndItsWindowShrinks() throws MikeyRefusal {
        ReplayCache cache = new ReplayCache(16, Duration.ofMinutes(5));
        long start = NtpTime.of(time.wallClock());
        for (int i = 0; i < 100; i++) {
            cache.requireNew(Mode.NOBODY, i, start + i);
            assertThat(cache.add(Mode.NOBODY, i, start + i, start)).isTrue();
        }
        assertThat(cache.size()).isEqualTo(16);
        for (int i = 0; i < 100; i++) {
            int bundle = i;
            assertThat(refusal(() -> cache.requireNew(Mode.NOBODY, bundle, start + bundle))).isEqualTo(MikeyError.TIMESTAMP);
        }
        cache.requireNew(Mode.NOBODY, 200, start + 200);
        long later = NtpTime.plusNanos(start, Duration.ofMinutes(6).toNanos());
        assertThat(cache.add(Mode.NOBODY, 300, later, later)).isTrue();
        assertThat(cache.size()).isEqualTo(1);
        cache.requireNew(Mode.NOBODY, 301, start + 1);
    }

    private interface Try {
        void run() throws MikeyRefusal;
    }

    private static MikeyError refusal(Try what) {
        try {
            what.run();
            throw new AssertionError("taken");
        } catch (MikeyRefusal refused) {
            return refused.problem().error();
        }
    }
}
