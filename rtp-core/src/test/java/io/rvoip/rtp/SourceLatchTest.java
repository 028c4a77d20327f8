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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SourceLatchTest {
    private static final InetSocketAddress SDP = at("10.0.0.5", 4000);
    private static final InetSocketAddress NAT = at("203.0.113.7", 31_000);
    private static final InetSocketAddress ATTACKER = at("127.9.9.9", 6000);
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
            last = latch.check(source, ssrc);
        }
        return last;
    }

    @Nested
    class Closed {
        @Test
        void refusesAll() {
            assertThat(latch.check(SDP, S1)).isEqualTo(REFUSED);
            assertThat(latch.recognises(SDP)).isFalse();
            assertThat(latch.remote()).isEmpty();
            assertThat(latch.locked()).isFalse();
            assertThat(latch.refused()).isEqualTo(1);
        }

        @Test
        void reopeningWithoutAnAddressChangesNothing() {
            latch.reopen();

            assertThat(latch.check(SDP, S1)).isEqualTo(REFUSED);
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
            latch.expect(SDP, null);
        }

        @Test
        void theSdpAddressIsBelievedAtOnce() {
            assertThat(latch.check(SDP, S1)).isEqualTo(LEARNED);
            assertThat(latch.locked()).isTrue();
        }

        @Test
        void anotherAddressIsBelievedAtItsFifthPacket() {
            for (int i = 0; i < 4; i++) {
                assertThat(latch.check(NAT, S1)).isEqualTo(ACCEPTED);
                assertThat(latch.locked()).isFalse();
                assertThat(latch.remote()).as("nothing is sent there before").hasValue(SDP);
            }
            assertThat(latch.check(NAT, S1)).isEqualTo(LEARNED);
            assertThat(latch.remote()).hasValue(NAT);
        }

        @Test
        void whoSentMoreOfTheFiveWins() {
            assertThat(latch.check(ATTACKER, S2)).isEqualTo(ACCEPTED);
            assertThat(latch.check(NAT, S1)).isEqualTo(REFUSED);
            assertThat(latch.check(NAT, S1)).isEqualTo(ACCEPTED);
            assertThat(latch.check(ATTACKER, S2)).isEqualTo(ACCEPTED);
            assertThat(latch.check(NAT, S1)).isEqualTo(LEARNED);

            assertThat(latch.check(ATTACKER, S2)).isEqualTo(REFUSED);
            assertThat(latch.remote()).hasValue(NAT);
        }

        @Test
        void theFifthPacketOfALoserEndsLearningToo() {
            latch.check(NAT, S1);
            latch.check(NAT, S1);
            latch.check(NAT, S1);
            latch.check(ATTACKER, S2);
            assertThat(latch.check(ATTACKER, S2)).isEqualTo(REFUSED);

            assertThat(latch.locked()).isTrue();
            assertThat(latch.check(NAT, S1)).isEqualTo(ACCEPTED);
            assertThat(latch.check(NAT, S2)).as("its SSRC is learned at its next packet").isEqualTo(ACCEPTED);
        }

        @Test
        void aHostThatTheSignallingNamesWins() {
            latch.expect(SDP, NAT.getAddress());
            for (int i = 0; i < 4; i++) {
                latch.check(ATTACKER, S2);
            }

            assertThat(latch.check(NAT, S1)).isEqualTo(LEARNED);
            assertThat(latch.check(ATTACKER, S2)).isEqualTo(REFUSED);
        }

        @Test
        void anotherPortOfTheSdpHostWins() {
            for (int i = 0; i < 4; i++) {
                latch.check(ATTACKER, S2);
            }

            assertThat(latch.check(at("10.0.0.5", 9_999), S1)).isEqualTo(LEARNED);
        }

        @Test
        void theSdpAddressWinsAgainstFourOfOthers() {
            for (int i = 0; i < 4; i++) {
                latch.check(ATTACKER, S2);
            }

            assertThat(latch.check(SDP, S1)).isEqualTo(LEARNED);
            assertThat(latch.check(ATTACKER, S2)).isEqualTo(REFUSED);
        }

        @Test
        void closeRefusesAll() {
            latch.close();

            assertThat(latch.check(SDP, S1)).isEqualTo(REFUSED);
        }
    }

    @Nested
    class Locked {
        @BeforeEach
        void lock() {
            latch.expect(SDP, null);
            assertThat(lockOn(NAT, S1)).isEqualTo(LEARNED);
        }

        @Test
        void othersAreRefusedWhateverTheyGuess() {
            for (int i = 0; i < 1_000; i++) {
                assertThat(latch.check(ATTACKER, S1)).isEqualTo(REFUSED);
                assertThat(latch.check(SDP, S1)).isEqualTo(REFUSED);
            }
            assertThat(latch.refused()).isEqualTo(2_000);
            assertThat(latch.check(NAT, S1)).isEqualTo(ACCEPTED);
        }

        @Test
        void aNewSsrcOfTheSameAddressReopens() {
            assertThat(latch.check(NAT, S2)).isEqualTo(ACCEPTED);
            assertThat(latch.check(at("203.0.113.7", 31_002), S2)).as("a vote, not a lead").isEqualTo(REFUSED);
        }

        @Test
        void aNewSsrcOfAnotherAddressDoesNot() {
            latch.check(ATTACKER, S2);

            assertThat(lockOn(ATTACKER, S2)).isEqualTo(REFUSED);
            assertThat(latch.remote()).hasValue(NAT);
        }

        @Test
        void aReInviteWithTheSameAddressReopens() {
            latch.expect(SDP, null);
            assertThat(latch.locked()).isFalse();
            assertThat(latch.remote()).as("meanwhile we send where we sent").hasValue(NAT);

            assertThat(latch.check(ATTACKER, S2)).isEqualTo(ACCEPTED);
            assertThat(latch.check(NAT, S1)).as("the former address needs no five packets").isEqualTo(LEARNED);
            assertThat(latch.check(ATTACKER, S2)).isEqualTo(REFUSED);
        }

        @Test
        void aReInviteWithAnotherAddressSendsThere() {
            InetSocketAddress moved = at("10.0.0.6", 5000);
            latch.expect(moved, null);

            assertThat(latch.remote()).hasValue(moved);
            assertThat(latch.check(moved, S2)).isEqualTo(LEARNED);
            assertThat(latch.check(NAT, S1)).isEqualTo(REFUSED);
        }

        @Test
        void whatTheOldSourceHasOnItsWayTeachesNothing() {
            latch.expect(at("10.0.0.6", 5000), null);
            InetSocketAddress newNat = at("203.0.113.8", 40_000);
            for (int i = 0; i < 25; i++) {
                assertThat(latch.check(NAT, S1)).isEqualTo(REFUSED);
            }

            assertThat(lockOn(newNat, S2)).isEqualTo(LEARNED);
        }

        @Test
        void anOldSourceThatGoesOnIsHeardAfterAll() {
            latch.expect(at("10.0.0.6", 5000), null);
            for (int i = 0; i < 25; i++) {
                latch.check(NAT, S1);
            }

            assertThat(lockOn(NAT, S1)).isEqualTo(LEARNED);
        }

        @Test
        void anIceRestartReopens() {
            latch.reopen();

            assertThat(lockOn(at("203.0.113.8", 40_000), S2)).isEqualTo(LEARNED);
            assertThat(latch.check(NAT, S1)).isEqualTo(REFUSED);
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
            latch.expect(SDP, null);
            lockOn(NAT, S1);
            assertThat(latch.check(NAT, S2)).isEqualTo(ACCEPTED);
        }

        @Test
        void theStreamMayMoveWithItsNewSsrc() {
            assertThat(latch.check(moved, S2)).isEqualTo(REFUSED);
            assertThat(latch.check(moved, S2)).isEqualTo(ACCEPTED);
            assertThat(latch.check(moved, S2)).isEqualTo(ACCEPTED);
            assertThat(latch.check(moved, S2)).isEqualTo(LEARNED);
            assertThat(latch.remote()).hasValue(moved);
        }

        @Test
        void whoDoesNotKnowTheNewSsrcIsNotEvenCounted() {
            for (int i = 0; i < 100; i++) {
                assertThat(latch.check(ATTACKER, S1)).isEqualTo(REFUSED);
            }
            for (int i = 0; i < 4; i++) {
                assertThat(latch.check(NAT, S2)).isEqualTo(ACCEPTED);
            }
            assertThat(latch.check(ATTACKER, S2)).as("learning is over").isEqualTo(REFUSED);
        }

        @Test
        void theOldAddressStaysWhenTheStreamDoes() {
            for (int i = 0; i < 4; i++) {
                assertThat(latch.check(NAT, S2)).as("nothing new is learned").isEqualTo(ACCEPTED);
            }
            assertThat(latch.remote()).hasValue(NAT);
            assertThat(latch.check(moved, S2)).isEqualTo(REFUSED);
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
                assertThat(strict.check(NAT, S1)).isEqualTo(REFUSED);
                assertThat(strict.check(at("10.0.0.5", 4001), S1)).isEqualTo(REFUSED);
            }
            assertThat(strict.check(SDP, S1)).isEqualTo(ACCEPTED);
            assertThat(strict.check(SDP, S2)).isEqualTo(ACCEPTED);
            assertThat(strict.check(NAT, S2)).as("a new SSRC opens nothing").isEqualTo(REFUSED);
        }

        @Test
        void followsAReInvite() {
            strict.expect(SDP, null);
            strict.expect(NAT, null);

            assertThat(strict.check(SDP, S1)).isEqualTo(REFUSED);
            assertThat(strict.check(NAT, S1)).isEqualTo(ACCEPTED);
        }
    }

    /** P15: an attacker who sprays before, while and after gets at most five packets in, for each opening. */
    @Property
    void outsidersGetAtMostFivePacketsIn(@ForAll long seed) {
        SeededIds random = new SeededIds(seed);
        SourceLatch sprayed = new SourceLatch(SourcePolicy.SYMMETRIC);
        int accepted = 0;
        boolean open = false;
        for (int i = 0; i < 500; i++) {
            if (i == 100) {
                sprayed.expect(SDP, null);
                open = true;
            }
            boolean attack = random.nextInt(3) > 0;
            SourceVerdict verdict = attack
                    ? sprayed.check(ATTACKER, random.nextInt(2) == 0 ? S1 : S2)
                    : sprayed.check(SDP, S1);
            accepted += attack && verdict != REFUSED ? 1 : 0;
            assertThat(open || verdict == REFUSED).isTrue();
        }
        boolean won = sprayed.remote().orElseThrow().equals(ATTACKER);
        assertThat(won || accepted <= 4).as("accepted %d", accepted).isTrue();
    }
}
