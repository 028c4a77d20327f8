package io.rvoip.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rvoip.rtp.rtcp.ReportBlock;
import io.rvoip.testing.SeededIds;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ReceptionStatisticsTest {
    private static final long MS = 1_000_000;

    private final ReceptionStatistics statistics = new ReceptionStatistics(1);

    private Arrival receive(int sequence) {
        return statistics.received(sequence & 0xFFFF, sequence * 160, 160, 8000, sequence * 20 * MS);
    }

    private ReportBlock report() {
        return statistics.report(1, 0, 0);
    }

    @Nested
    class Sequences {
        @Test
        void countsCycles() {
            for (int sequence = 65_530; sequence < 65_536 + 65_536 + 10; sequence++) {
                assertThat(receive(sequence)).isEqualTo(Arrival.IN_ORDER);
            }

            assertThat(statistics.extendedHighestSequence()).isEqualTo(2 * 65_536 + 9);
            assertThat(report().highestSequence()).isEqualTo(0x2_0009);
            assertThat(statistics.lost()).isZero();
        }

        @Test
        void reorderingAcrossTheWrapIsNoLoss() {
            for (int sequence : new int[] {65_534, 65_536, 65_535, 65_537}) {
                receive(sequence);
            }

            assertThat(statistics.lost()).isZero();
            assertThat(report().cumulativeLost()).isZero();
            assertThat(statistics.extendedHighestSequence()).isEqualTo(65_537);
        }

        @Test
        void aStreamThatBeginsReorderedAtTheWrapIsNoLoss() {
            receive(65_536);
            assertThat(statistics.received(65_535, 0, 160, 8000, 0)).isEqualTo(Arrival.REORDERED);
            receive(65_537);

            assertThat(statistics.lost()).isZero();
            assertThat(report().highestSequence()).isEqualTo(1);
        }

        @Test
        void gapsAreLossUntilThePacketComes() {
            receive(1);
            receive(4);
            assertThat(statistics.lost()).isEqualTo(2);

            assertThat(receive(2)).isEqualTo(Arrival.REORDERED);
            assertThat(statistics.lost()).isEqualTo(1);
        }

        @Test
        void duplicatesAreCountedAndHideNoLoss() {
            receive(1);
            receive(4);
            assertThat(receive(4)).isEqualTo(Arrival.DUPLICATE);
            assertThat(receive(1)).isEqualTo(Arrival.DUPLICATE);
            receive(2);
            assertThat(receive(2)).isEqualTo(Arrival.DUPLICATE);

            assertThat(statistics.duplicates()).isEqualTo(3);
            assertThat(statistics.received()).isEqualTo(6);
            assertThat(statistics.lost()).isEqualTo(1);
            assertThat(report().cumulativeLost()).as("A.3 counts them as received").isEqualTo(-2);
        }

        @Test
        void theBoundsOfDropoutAndMisorderAreThoseOfTheRfc() {
            receive(10_000);
            assertThat(receive(10_000 + 2_999)).isEqualTo(Arrival.IN_ORDER);
            assertThat(receive(12_999 + 3_000)).isEqualTo(Arrival.SUSPECT);
            assertThat(receive(12_999 - 99)).isEqualTo(Arrival.REORDERED);
            assertThat(receive(12_999 - 100)).isEqualTo(Arrival.SUSPECT);
        }

        @Test
        void aRestartIsBelievedAtTheSecondPacketInARow() {
            receive(1);
            receive(3);
            assertThat(receive(30_000)).isEqualTo(Arrival.SUSPECT);
            assertThat(receive(4)).isEqualTo(Arrival.IN_ORDER);
            assertThat(receive(30_001)).isEqualTo(Arrival.RESTARTED);

            assertThat(report().highestSequence()).isEqualTo(30_001);
            assertThat(report().cumulativeLost()).isZero();
            assertThat(statistics.lost()).as("over the whole call").isEqualTo(1);
            assertThat(statistics.received()).isEqualTo(4);
        }

        @Test
        void twoSuspectsNotInARowAreNoRestart() {
            receive(1);
            receive(30_000);
            assertThat(receive(30_002)).isEqualTo(Arrival.SUSPECT);
            assertThat(receive(30_003)).isEqualTo(Arrival.RESTARTED);
        }
    }

    @Nested
    class Probation {
        private final ReceptionStatistics strict = new ReceptionStatistics(2);

        private Arrival receive(int sequence) {
            return strict.received(sequence & 0xFFFF, 0, 0, 8000, 0);
        }

        @Test
        void endsWithTwoInARow() {
            assertThat(receive(65_535)).isEqualTo(Arrival.PROBATION);
            assertThat(strict.valid()).isFalse();
            assertThat(receive(65_536)).isEqualTo(Arrival.IN_ORDER);
            assertThat(strict.valid()).isTrue();
            assertThat(strict.received()).isEqualTo(1);
            assertThat(strict.lost()).isZero();
        }

        @Test
        void beginsAnewAfterAGap() {
            receive(1);
            assertThat(receive(3)).isEqualTo(Arrival.PROBATION);
            assertThat(receive(4)).isEqualTo(Arrival.IN_ORDER);
        }

        @Test
        void nothingIsMeasuredMeanwhile() {
            receive(1);

            assertThat(strict.received()).isZero();
            assertThat(strict.lost()).isZero();
            assertThat(strict.jitterMillis()).isEmpty();
        }

        @Test
        void isBounded() {
            assertThatThrownBy(() -> new ReceptionStatistics(0))
                    .hasMessage("probationPackets: 0 (expected: 1-16)");
        }
    }

    @Nested
    class Fractions {
        /** RFC 3550 A.3 by hand: 10 expected, 3 lost: 3 * 256 / 10 = 76. */
        @Test
        void areOfTheIntervalSinceTheLastReport() {
            for (int sequence : new int[] {1, 2, 3, 5, 6, 8, 10}) {
                receive(sequence);
            }
            ReportBlock first = report();
            assertThat(first.fractionLost()).isEqualTo(76);
            assertThat(first.cumulativeLost()).isEqualTo(3);

            receive(11);
            receive(12);
            ReportBlock second = report();
            assertThat(second.fractionLost()).isZero();
            assertThat(second.cumulativeLost()).isEqualTo(3);
        }

        @Test
        void areZeroWhenNothingWasExpectedOrDuplicatesPrevail() {
            receive(1);
            report();
            assertThat(report().fractionLost()).isZero();

            receive(3);
            receive(3);
            receive(3);
            assertThat(report().fractionLost()).isZero();
        }

        @Test
        void allButOneLost() {
            receive(1);
            report();
            receive(1 + 2_999);

            assertThat(report().fractionLost()).isEqualTo(2_998 * 256 / 2_999);
        }
    }

    @Nested
    class Jitter {
        /** A.8 by hand with the scaled integers: |D| = 8, 16 in units of 1/8000 s. */
        @Test
        void followsA8() {
            statistics.received(1, 0, 160, 8000, 0);
            assertThat(statistics.jitterMillis()).isEmpty();
            statistics.received(2, 160, 160, 8000, 21 * MS);
            assertThat(report().jitter()).isEqualTo(0);
            statistics.received(3, 320, 160, 8000, 39 * MS);

            // 0 + 8 - ((0 + 8) >> 4) = 8; 8 + 16 - ((8 + 8) >> 4) = 23 sixteenths
            assertThat(statistics.jitterMillis().orElseThrow()).isCloseTo(23 / 16.0 / 8, within(1e-9));
            assertThat(report().jitter()).isEqualTo(23 >> 4);
        }

        @Test
        void ofASteadyPathIsZeroAcrossTheWrapOfTheTimestamp() {
            for (int i = 0; i < 100; i++) {
                statistics.received(i, -8_000 + i * 160, 160, 8000, i * 20 * MS);
            }

            assertThat(statistics.jitterMillis()).hasValue(0);
        }

        @Test
        void convergesToTheMeanDifference() {
            for (int i = 0; i < 1_000; i++) {
                statistics.received(i, i * 160, 160, 8000, i * 20 * MS + i % 2 * 5 * MS);
            }

            assertThat(statistics.jitterMillis().orElseThrow()).isCloseTo(5.0, within(0.1));
        }

        @Test
        void overtakenPacketsAreNoSpike() {
            for (int i = 0; i < 100; i += 2) {
                statistics.received(i + 1, (i + 1) * 160, 160, 8000, (i + 1) * 20 * MS);
                statistics.received(i, i * 160, 160, 8000, (i + 1) * 20 * MS + 1);
            }

            assertThat(statistics.jitterMillis()).hasValue(0);
        }

        @Test
        void aLeapOfTheTimestampIsNoSpike() {
            statistics.received(1, 0, 160, 8000, 0);
            statistics.received(2, 160, 160, 8000, 20 * MS);
            statistics.received(3, 0x8000_0000, 160, 8000, 40 * MS);
            statistics.received(4, 0x8000_0000 + 160, 160, 8000, 60 * MS);

            assertThat(statistics.jitterMillis()).hasValue(0);
        }

        @Test
        void anotherClockRateGoesOnInMilliseconds() {
            for (int i = 0; i < 200; i++) {
                statistics.received(i, i * 160, 160, 8000, i * 20 * MS + i % 2 * 5 * MS);
            }
            double before = statistics.jitterMillis().orElseThrow();
            statistics.received(200, 0, 320, 16_000, 200 * 20 * MS);

            assertThat(statistics.jitterMillis().orElseThrow()).isCloseTo(before, within(0.05));
        }

        @Test
        void isTheSameAfterAYear() {
            long year = 365L * 86_400 * 1_000 * MS;
            for (int i = 0; i < 50; i++) {
                statistics.received(i, i * 160, 160, 8000, year + i * 20 * MS);
            }

            assertThat(statistics.jitterMillis()).hasValue(0);
        }
    }

    /** Against a simple model: a set of what came, and the range it spans. */
    @Property(tries = 300)
    void agreesWithASetUnderLossReorderingAndDuplicates(@ForAll long seed, @ForAll @IntRange(max = 60) int lossPercent,
            @ForAll @IntRange(max = 65_535) int first) {
        SeededIds random = new SeededIds(seed);
        ReceptionStatistics ours = new ReceptionStatistics(1);
        TreeMap<Integer, Integer> byArrival = new TreeMap<>();
        for (int i = 0; i < 1_500; i++) {
            if (random.nextInt(100) >= lossPercent) {
                byArrival.put((i + random.nextInt(40)) * 2_000 + i, first + i);
                if (random.nextInt(20) == 0) {
                    byArrival.put((i + 40 + random.nextInt(20)) * 2_000 + i, first + i);
                }
            }
        }
        List<Integer> order = List.copyOf(byArrival.values());
        Set<Integer> came = new HashSet<>();
        int min = Integer.MAX_VALUE;
        int max = Integer.MIN_VALUE;
        for (int sequence : order) {
            boolean fresh = came.add(sequence);
            min = Math.min(min, sequence);
            max = Math.max(max, sequence);
            Arrival arrival = ours.received(sequence & 0xFFFF, 0, 0, 8000, 0);
            assertThat(arrival).as("%d after %d", sequence, max)
                    .isIn(fresh ? List.of(Arrival.IN_ORDER, Arrival.REORDERED) : List.of(Arrival.DUPLICATE));
        }
        if (!order.isEmpty()) {
            assertThat(ours.received() - ours.duplicates()).isEqualTo(came.size());
            assertThat(ours.lost()).isEqualTo(max - min + 1 - came.size());
            assertThat(ours.report(1, 0, 0).cumulativeLost()).isEqualTo(max - min + 1 - order.size());
        }
    }
}
