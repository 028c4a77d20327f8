package io.rvoip.rtp;

import static io.rvoip.rtp.SourceVerdict.ACCEPTED;
import static io.rvoip.rtp.SourceVerdict.LEARNED;
import static io.rvoip.rtp.SourceVerdict.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.testing.SeededIds;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceLatchTest {
    private static final InetSocketAddress SDP = at("10.0.0.5", 4000);
    private static final InetSocketAddress NAT = at("203.0.113.7", 31_000);
    private static final InetSocketAddress ATTACKER = at("127.9.9.9", 6000);
    private static final InetSocketAddress OUTSIDER = at("203.0.113.99", 31_000);
    private static final long HALF_A_SECOND = 500_000_000;
    private static final int S1 = 111;
    private static final int S2 = 222;

    private final SourceLatch latch = new SourceLatch(SourcePolicy.SYMMETRIC);

    private static InetSocketAddress at(String host, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private SourceVerdict lockOn(InetSocketAddress source, int ssrc) {
        SourceVerdict last = REFUSED;
        for (int i = 0; i < 5; i++) {
            last = latch.check(source, ssrc, 0);
        }
        return last;
    }

    @Nested
    class Trusting {
        @Test
        void hearsWhomIceHasCheckedAndNobodyElse() {
            latch.expect(SDP, null);
            latch.trust(NAT::equals, null);
            assertThat(latch.remote()).as("no way yet").isEmpty();
            assertThat(latch.check(NAT, S1, 0)).isEqualTo(ACCEPTED);
            assertThat(latch.check(NAT, S2, 0)).as("another stream of it").isEqualTo(ACCEPTED);
            assertThat(latch.check(SDP, S1, 0)).isEqualTo(REFUSED);
            assertThat(lockOn(ATTACKER, S1)).isEqualTo(REFUSED);
            assertThat(latch.recognises(NAT)).isTrue();
            assertThat(latch.recognises(SDP)).isFalse();
        }

        @Test
        void sendsWhereIceSays() {
            latch.trust(NAT::equals, NAT);
            latch.believe();
            latch.reopen();
            assertThat(latch.remote()).contains(NAT);
            assertThat(latch.check(NAT, S1, 0)).isEqualTo(ACCEPTED);
        }

        @Test
        void endsWithADescriptionWithoutIce() {
            latch.trust(NAT::equals, NAT);
            latch.expect(SDP, null);
            assertThat(latch.remote()).contains(SDP);
            assertThat(latch.check(SDP, S1, 0)).isEqualTo(LEARNED);
            assertThat(latch.check(NAT, S1, 0)).as("what ICE has checked before").isEqualTo(REFUSED);
        }
    }

    @Nested
    class Closed {
        @Test
        void refusesAll() {
            assertThat(latch.check(SDP, S1, 0)).isEqualTo(REFUSED);
            assertThat(latch.recognises(SDP)).isFalse();
            assertThat(latch.remote()).isEmpty();
            assertThat(latch.locked()).isFalse();
            assertThat(latch.refused()).isEqualTo(1);
        }

        @Test
        void thereIsNothingToBelieve() {
            latch.believe();

            assertThat(latch.locked()).isFalse();
            assertThat(latch.check(SDP, S1, 0)).isEqualTo(REFUSED);
        }

        @Test
        void reopeningWithoutAnAddressChangesNothing() {
            latch.reopen();

            assertThat(latch.check(SDP, S1, 0)).isEqualTo(REFUSED);
        }

        @Test
        void expectOpensLearning() {
            latch.expect(SDP, null);

            assertThat(latch.remote()).hasValue(SDP);
            assertThat(latch.locked()).isFalse();
        }
    }

    @Nested
    class Learning {
        @BeforeEach
        void expect() {
            latch.expect(SDP, NAT.getAddress());
        }

        @Test
        void theSdpAddressIsBelievedAtOnce() {
            assertThat(latch.check(SDP, S1, 0)).isEqualTo(LEARNED);
            assertThat(latch.locked()).isTrue();
        }

        @Test
        void aNamedHostIsBelievedAtItsFifthPacket() {
            for (int i = 0; i < 4; i++) {
                assertThat(latch.check(NAT, S1, 0)).isEqualTo(ACCEPTED);
                assertThat(latch.locked()).isFalse();
                assertThat(latch.remote()).as("nothing is sent there before").hasValue(SDP);
            }
            assertThat(latch.check(NAT, S1, 0)).isEqualTo(LEARNED);
            assertThat(latch.remote()).hasValue(NAT);
        }

        @Test
        void anotherPortOfTheSdpHostIsNamed() {
            assertThat(lockOn(at("10.0.0.5", 9_999), S1)).isEqualTo(LEARNED);
        }

        @Test
        void ofTwoPortsOfANamedHostTheBusierWins() {
            InetSocketAddress other = at("203.0.113.7", 31_002);
            assertThat(latch.check(other, S2, 0)).isEqualTo(ACCEPTED);
            assertThat(latch.check(NAT, S1, 0)).isEqualTo(REFUSED);
            assertThat(latch.check(NAT, S1, 0)).isEqualTo(ACCEPTED);
            assertThat(latch.check(NAT, S1, 0)).isEqualTo(ACCEPTED);
            assertThat(latch.check(other, S2, 0)).as("the fifth of all, of the loser").isEqualTo(REFUSED);

            assertThat(latch.locked()).isTrue();
            assertThat(latch.check(NAT, S1, 0)).isEqualTo(ACCEPTED);
            assertThat(latch.check(NAT, S1, 0)).isEqualTo(ACCEPTED);
            assertThat(latch.check(other, S2, 0)).isEqualTo(REFUSED);
        }

        @Test
        void anOutsiderGetsFivePacketsInAndIsBelievedAfterHalfASecond() {
            for (int i = 0; i < 5; i++) {
                assertThat(latch.check(OUTSIDER, S1, i)).isEqualTo(ACCEPTED);
            }
            for (int i = 5; i < 100; i++) {
                assertThat(latch.check(OUTSIDER, S1, i)).isEqualTo(REFUSED);
            }
            assertThat(latch.check(OUTSIDER, S1, HALF_A_SECOND - 1)).isEqualTo(REFUSED);
            assertThat(latch.remote()).hasValue(SDP);
            assertThat(latch.check(OUTSIDER, S1, HALF_A_SECOND)).isEqualTo(LEARNED);
            assertThat(latch.remote()).hasValue(OUTSIDER);
        }

        @Test
        void aSlowOutsiderIsBelievedAtItsFifthPacket() {
            for (int i = 0; i < 4; i++) {
                assertThat(latch.check(OUTSIDER, S1, i * HALF_A_SECOND)).isEqualTo(ACCEPTED);
            }
            assertThat(latch.check(OUTSIDER, S1, 4 * HALF_A_SECOND)).isEqualTo(LEARNED);
        }

        @Test
        void aNamedHostWinsAgainstOutsidersWhateverTheyPour() {
            for (int i = 0; i < 500; i++) {
                latch.check(ATTACKER, S2, i);
            }
            assertThat(latch.check(NAT, S1, 500)).as("it leads at its first packet").isEqualTo(ACCEPTED);
            assertThat(latch.check(ATTACKER, S2, HALF_A_SECOND)).isEqualTo(REFUSED);
            assertThat(latch.locked()).isTrue();
            assertThat(latch.check(NAT, S1, HALF_A_SECOND)).isEqualTo(ACCEPTED);
            assertThat(latch.check(ATTACKER, S2, HALF_A_SECOND)).isEqualTo(REFUSED);
        }

        @Test
        void theSdpAddressWinsAgainstOutsidersToo() {
            for (int i = 0; i < 500; i++) {
                latch.check(ATTACKER, S2, i);
            }

            assertThat(latch.check(SDP, S1, 500)).isEqualTo(LEARNED);
            assertThat(latch.check(ATTACKER, S2, HALF_A_SECOND)).isEqualTo(REFUSED);
        }

        @Test
        void outsidersShareTheFive() {
            int accepted = 0;
            for (int i = 0; i < 50; i++) {
                accepted += latch.check(at("127.9.9." + (1 + i % 9), 6000), S2, i) == ACCEPTED ? 1 : 0;
            }

            assertThat(accepted).isBetween(1, 5);
        }

        @Test
        void believingLocksOnTheSdpAddress() {
            latch.believe();

            assertThat(latch.locked()).isTrue();
            assertThat(latch.remote()).contains(SDP);
            assertThat(lockOn(NAT, S1)).isEqualTo(REFUSED);
            assertThat(latch.check(SDP, S1, 0)).isEqualTo(ACCEPTED);
        }

        @Test
        void believingTakesBackWhatAnotherPortOfTheHostHadWon() {
            InetSocketAddress neighbour = at("10.0.0.5", 9000);
            assertThat(lockOn(neighbour, S1)).isEqualTo(LEARNED);
            latch.believe();

            assertThat(latch.remote()).contains(SDP);
            assertThat(latch.check(neighbour, S1, 0)).isEqualTo(REFUSED);
        }

        @Test
        void theHoldAddressIsNotBelieved() {
            latch.expect(at("0.0.0.0", 4000), null);
            latch.believe();

            assertThat(latch.locked()).isFalse();
            assertThat(latch.remote()).isEmpty();
        }

        @Test
        void closeRefusesAll() {
            latch.close();

            assertThat(latch.check(SDP, S1, 0)).isEqualTo(REFUSED);
        }
    }

    /** Whom nothing names is learned only when the SDP's address cannot be true. */
    @Nested
    class Outsiders {
        @ParameterizedTest
        @CsvSource({
            "10.0.0.5, 203.0.113.7, true",
            "192.168.1.5, , true",
            "172.16.0.9, 198.51.100.1, true",
            "100.64.0.1, , true",
            "100.127.255.255, , true",
            "169.254.3.4, , true",
            "fd00::5, , true",
            "fe80::5, , true",
            "127.0.0.1, 203.0.113.7, true",
            "10.0.0.5, 10.0.0.5, false",
            "127.0.0.1, 127.0.0.1, false",
            "127.0.0.1, 127.0.0.9, false",
            "127.0.0.1, , false",
            "198.51.100.1, , false",
            "198.51.100.1, 203.0.113.7, false",
            "100.128.0.1, , false",
            "100.63.255.255, , false",
            "2001:db8::1, , false"
        })
        void areHeardOrNot(String sdp, @Nullable String signalling, boolean heard) {
            latch.expect(at(sdp, 4000), signalling == null ? null : at(signalling, 1).getAddress());

            assertThat(latch.check(ATTACKER, S1, 0)).isEqualTo(heard ? ACCEPTED : REFUSED);
        }

        @Test
        void areLearnedUnderThePolicyForAnyHost() {
            SourceLatch any = new SourceLatch(SourcePolicy.SYMMETRIC_ANY_HOST);
            any.expect(at("198.51.100.1", 4000), at("198.51.100.1", 5060).getAddress());
            for (int i = 0; i < 4; i++) {
                assertThat(any.check(OUTSIDER, S1, i * HALF_A_SECOND)).isEqualTo(ACCEPTED);
            }

            assertThat(any.check(OUTSIDER, S1, 5 * HALF_A_SECOND)).isEqualTo(LEARNED);
            assertThat(any.check(OUTSIDER, S2, 6 * HALF_A_SECOND)).as("a new SSRC").isEqualTo(ACCEPTED);
        }

        @Test
        void areLearnedWhenTheSdpNamesAnUnknownHost() {
            latch.expect(InetSocketAddress.createUnresolved("phone.invalid", 4000), null);

            assertThat(latch.check(OUTSIDER, S1, 0)).isEqualTo(ACCEPTED);
        }
    }

    @Nested
    class Locked {
        @BeforeEach
        void lock() {
            latch.expect(SDP, NAT.getAddress());
            assertThat(lockOn(NAT, S1)).isEqualTo(LEARNED);
        }

        @Test
        void othersAreRefusedWhateverTheyGuess() {
            for (int i = 0; i < 1_000; i++) {
                assertThat(latch.check(ATTACKER, S1, 0)).isEqualTo(REFUSED);
                assertThat(latch.check(SDP, S1, 0)).isEqualTo(REFUSED);
            }
            assertThat(latch.refused()).isEqualTo(2_000);
            assertThat(latch.check(NAT, S1, 0)).isEqualTo(ACCEPTED);
        }

        @Test
        void aNewSsrcOfTheSameAddressReopens() {
            assertThat(latch.check(NAT, S2, 0)).isEqualTo(ACCEPTED);
            assertThat(latch.check(at("203.0.113.7", 31_002), S2, 0)).as("a vote, not a lead").isEqualTo(REFUSED);
        }

        @Test
        void aNewSsrcOfAnotherAddressDoesNot() {
            latch.check(ATTACKER, S2, 0);

            assertThat(lockOn(ATTACKER, S2)).isEqualTo(REFUSED);
            assertThat(latch.remote()).hasValue(NAT);
        }

        @Test
        void aReInviteWithTheSameAddressReopens() {
            latch.expect(SDP, NAT.getAddress());
            assertThat(latch.locked()).isFalse();
            assertThat(latch.remote()).as("meanwhile we send where we sent").hasValue(NAT);

            assertThat(latch.check(ATTACKER, S2, 0)).isEqualTo(ACCEPTED);
            assertThat(latch.check(NAT, S1, 0)).as("the former address needs no five packets").isEqualTo(LEARNED);
            assertThat(latch.check(ATTACKER, S2, 0)).isEqualTo(REFUSED);
        }

        @Test
        void aReInviteWithAnotherAddressSendsThere() {
            InetSocketAddress moved = at("10.0.0.6", 5000);
            latch.expect(moved, null);

            assertThat(latch.remote()).hasValue(moved);
            assertThat(latch.check(moved, S2, 0)).isEqualTo(LEARNED);
            assertThat(latch.check(NAT, S1, 0)).isEqualTo(REFUSED);
        }

        @Test
        void whatTheOldSourceHasOnItsWayTeachesNothing() {
            InetSocketAddress newNat = at("203.0.113.8", 40_000);
            latch.expect(at("10.0.0.6", 5000), newNat.getAddress());
            for (int i = 0; i < 25; i++) {
                assertThat(latch.check(NAT, S1, 0)).isEqualTo(REFUSED);
            }

            assertThat(lockOn(newNat, S2)).isEqualTo(LEARNED);
        }

        @Test
        void anOldSourceThatGoesOnIsHeardAfterAll() {
            latch.expect(at("10.0.0.6", 5000), NAT.getAddress());
            for (int i = 0; i < 25; i++) {
                latch.check(NAT, S1, 0);
            }

            assertThat(lockOn(NAT, S1)).isEqualTo(LEARNED);
        }

        @Test
        void anIceRestartReopens() {
            latch.reopen();

            InetSocketAddress other = at("203.0.113.7", 40_000);
            assertThat(lockOn(other, S2)).isEqualTo(LEARNED);
            assertThat(latch.check(NAT, S1, 0)).isEqualTo(REFUSED);
        }

        @Test
        void recognisesWithoutLearning() {
            assertThat(latch.recognises(NAT)).isTrue();
            assertThat(latch.recognises(SDP)).isFalse();
            assertThat(latch.recognises(ATTACKER)).isFalse();
        }
    }

    @Nested
    class Following {
        private final InetSocketAddress moved = at("203.0.113.7", 31_002);

        @BeforeEach
        void follow() {
            latch.expect(SDP, NAT.getAddress());
            lockOn(NAT, S1);
            assertThat(latch.check(NAT, S2, 0)).isEqualTo(ACCEPTED);
        }

        @Test
        void theStreamMayMoveWithItsNewSsrc() {
            assertThat(latch.check(moved, S2, 0)).isEqualTo(REFUSED);
            assertThat(latch.check(moved, S2, 0)).isEqualTo(ACCEPTED);
            assertThat(latch.check(moved, S2, 0)).isEqualTo(ACCEPTED);
            assertThat(latch.check(moved, S2, 0)).isEqualTo(LEARNED);
            assertThat(latch.remote()).hasValue(moved);
        }

        @Test
        void whoDoesNotKnowTheNewSsrcIsNotEvenCounted() {
            for (int i = 0; i < 100; i++) {
                assertThat(latch.check(ATTACKER, S1, 0)).isEqualTo(REFUSED);
            }
            for (int i = 0; i < 4; i++) {
                assertThat(latch.check(NAT, S2, 0)).isEqualTo(ACCEPTED);
            }
            assertThat(latch.check(ATTACKER, S2, 0)).as("learning is over").isEqualTo(REFUSED);
        }

        @Test
        void theOldAddressStaysWhenTheStreamDoes() {
            for (int i = 0; i < 4; i++) {
                assertThat(latch.check(NAT, S2, 0)).as("nothing new is learned").isEqualTo(ACCEPTED);
            }
            assertThat(latch.remote()).hasValue(NAT);
            assertThat(latch.check(moved, S2, 0)).isEqualTo(REFUSED);
        }

        @Test
        void isStillLockedForTheOutside() {
            assertThat(latch.locked()).isTrue();
            assertThat(latch.remote()).hasValue(NAT);
        }
    }

    @Nested
    class Strict {
        private final SourceLatch strict = new SourceLatch(SourcePolicy.STRICT);

        @Test
        void hearsTheSdpAddressOnly() {
            strict.expect(SDP, NAT.getAddress());

            assertThat(strict.locked()).isTrue();
            for (int i = 0; i < 10; i++) {
                assertThat(strict.check(NAT, S1, 0)).isEqualTo(REFUSED);
                assertThat(strict.check(at("10.0.0.5", 4001), S1, 0)).isEqualTo(REFUSED);
            }
            assertThat(strict.check(SDP, S1, 0)).isEqualTo(ACCEPTED);
            assertThat(strict.check(SDP, S2, 0)).isEqualTo(ACCEPTED);
            assertThat(strict.check(NAT, S2, 0)).as("a new SSRC opens nothing").isEqualTo(REFUSED);
        }

        @Test
        void followsAReInvite() {
            strict.expect(SDP, null);
            strict.expect(NAT, null);

            assertThat(strict.check(SDP, S1, 0)).isEqualTo(REFUSED);
            assertThat(strict.check(NAT, S1, 0)).isEqualTo(ACCEPTED);
        }
    }

    /** P15: an attacker who sprays before, while and after gets no packet in when the SDP tells the truth. */
    @Property
    void outsidersGetNothingIntoAnHonestCall(@ForAll long seed) {
        SeededIds random = new SeededIds(seed);
        SourceLatch sprayed = new SourceLatch(SourcePolicy.SYMMETRIC);
        InetSocketAddress phone = at("127.0.0.1", 4000);
        for (int i = 0; i < 500; i++) {
            if (i == 100 || i == 300) {
                sprayed.expect(phone, phone.getAddress());
            }
            int ssrc = random.nextInt(2) == 0 ? S1 : S2;
            assertThat(sprayed.check(ATTACKER, ssrc, i * HALF_A_SECOND)).isEqualTo(REFUSED);
            if (i > 200 && random.nextInt(2) == 0) {
                assertThat(sprayed.check(phone, S1, i * HALF_A_SECOND)).isNotEqualTo(REFUSED);
            }
        }
        assertThat(sprayed.remote()).hasValue(phone);
    }

    /** The same against a phone behind a NAT, which starts within half a second: five packets, then never again. */
    @Property
    void outsidersGetFivePacketsIntoACallThroughANat(@ForAll long seed) {
        SeededIds random = new SeededIds(seed);
        SourceLatch sprayed = new SourceLatch(SourcePolicy.SYMMETRIC);
        sprayed.expect(SDP, NAT.getAddress());
        long starts = random.nextInt(490) * 1_000_000L;
        int accepted = 0;
        for (long now = 0; now < 2 * HALF_A_SECOND; now += 1_000_000) {
            accepted += sprayed.check(ATTACKER, random.nextInt(2), now) == REFUSED ? 0 : 1;
            if (now >= starts && (now - starts) % 20_000_000 == 0) {
                assertThat(sprayed.check(NAT, S1, now)).isNotEqualTo(REFUSED);
            }
        }
        assertThat(accepted).isLessThanOrEqualTo(5);
        assertThat(sprayed.remote()).hasValue(NAT);
    }
}
