package io.rvoip.rtp.jitter;

import static io.rvoip.rtp.jitter.Listener.FRAME;
import static io.rvoip.rtp.jitter.Listener.MS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.rvoip.rtp.RtpPacket;
import io.rvoip.rtp.TestPackets;
import io.rvoip.testing.SeededIds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JitterBufferTest {
    private static final long SECOND = 1_000 * MS;

    private final Listener listener = new Listener(JitterSettings.of(8000));
    private final JitterBuffer buffer = listener.buffer;

    @AfterEach
    void nothingLeaks() {
        buffer.clear();
        assertThat(listener.leaked()).isZero();
    }

    private List<Integer> range(int from, int to) {
        return IntStream.range(from, to).map(i -> i & 0xFFFF).boxed().toList();
    }

    @Nested
    class Waiting {
        @Test
        void nothingIsThereAtFirst() {
            assertThat(buffer.pull(0)).isEqualTo(Pull.EMPTY);
            assertThat(buffer.size()).isZero();
        }

        @Test
        void theFirstPacketWaitsTheDelay() {
            listener.arrives(1, 1, 160);
            listener.listen(200 * MS);

            assertThat(listener.story(0)).startsWith("EEEPM").isEqualTo("EEEPMMMMME");
        }

        @Test
        void packetsThatComeWhileWaitingAreSorted() {
            listener.arrives(1, 2, 320);
            listener.arrives(2, 1, 160);
            listener.listen(100 * MS);

            assertThat(listener.sequences).containsExactly(1, 2);
        }
    }

    @Nested
    class Playing {
        @Test
        void aSteadyStreamIsPlayedAsItCame() {
            listener.stream(500, i -> 30 * MS);
            listener.listen(10 * SECOND);

            assertThat(listener.story(0)).matches("E{2,5}P+");
            assertThat(listener.sequences).isEqualTo(range(0, listener.sequences.size()));
            assertThat(listener.sequences.size()).isGreaterThan(490);
            assertThat(buffer.statistics().late()).isZero();
        }

        @Test
        void aSteadyStreamIsDelayedByLittle() {
            listener.stream(500, i -> 30 * MS);
            listener.listen(10 * SECOND);

            assertThat(listener.delays.get(400) - 30 * MS).isLessThanOrEqualTo(60 * MS);
            assertThat(buffer.statistics().delayMs()).isEqualTo(20);
        }

        @Test
        void lostPacketsAreConcealedOneByOne() {
            listener.stream(100, i -> i == 50 || i == 60 || i == 61 ? 1_000 * SECOND : 0);
            listener.listen(2 * SECOND);

            assertThat(listener.story(0)).matches("E+P{50}MP{9}MMP+");
            assertThat(buffer.statistics().missing()).isEqualTo(3);
        }

        @Test
        void reorderedPacketsAreNeitherLostNorHeardTwice() {
            listener.stream(200, i -> i % 3 == 0 ? 30 * MS : 0);
            listener.listen(4 * SECOND);

            assertThat(listener.sequences).isEqualTo(range(0, listener.sequences.size()));
            assertThat(buffer.statistics().duplicates()).isZero();
        }

        @Test
        void duplicatesAreDropped() {
            listener.stream(100, i -> 0);
            listener.stream(100, i -> 15 * MS);
            listener.listen(2 * SECOND);

            assertThat(listener.sequences).isEqualTo(range(0, listener.sequences.size()));
            assertThat(buffer.statistics().duplicates()).isGreaterThan(90);
            assertThat(buffer.statistics().missing()).isZero();
        }

        @Test
        void tooLateIsDroppedAndCounted() {
            listener.stream(200, i -> i == 150 ? 80 * MS : 0);
            listener.listen(4 * SECOND - 100 * MS);

            assertThat(buffer.statistics().late()).isEqualTo(1);
            assertThat(listener.sequences).doesNotContain(150).contains(149, 151);
        }

        @Test
        void aPacketOfAnotherLengthIsFollowed() {
            JitterBuffer thirty = new JitterBuffer(JitterSettings.of(8000));
            RtpPacket view = new RtpPacket();
            long queued = 0;
            List<Pull> heard = new ArrayList<>();
            for (long now = 0; now < 3 * SECOND; now += 10 * MS) {
                if (now % (30 * MS) == 0) {
                    int i = (int) (now / (30 * MS));
                    view.wrap(TestPackets.rtp(0, false, i, i * 240, 7, 4));
                    thirty.insert(view, now);
                }
                if (now % FRAME == 0) {
                    while (queued < FRAME) {
                        heard.add(thirty.pull(now + queued));
                        if (heard.get(heard.size() - 1) == Pull.PACKET) {
                            thirty.packet().buffer().release();
                            queued += 30 * MS;
                        } else {
                            queued += FRAME;
                        }
                    }
                    queued -= FRAME;
                }
            }
            thirty.clear();

            assertThat(heard).filteredOn(pull -> pull == Pull.PACKET).hasSizeGreaterThan(94);
            assertThat(heard.subList(10, heard.size())).containsOnly(Pull.PACKET);
        }

        @Test
        void anUnderrunIsConcealedForATenthOfASecond() {
            listener.stream(50, i -> 0);
            listener.listen(2 * SECOND);

            assertThat(listener.story(0)).matches("E+P{50}M{5}E+");
        }

        @Test
        void aStreamThatStopsAndGoesOnIsFoundAgain() {
            listener.stream(50, i -> 0);
            for (int i = 50; i < 100; i++) {
                listener.arrives(5 * SECOND + i * FRAME, i, i * 160 + 40_000);
            }
            listener.listen(8 * SECOND);

            assertThat(listener.sequences).isEqualTo(range(0, 100));
            assertThat(listener.story(0)).matches("E+P{50}M{5}E+P{50}M{5}E+");
        }
    }

    @Nested
    class Silence {
        /** Discontinuous transmission: sequence numbers go on, timestamps step. */
        @Test
        void betweenTalkSpurtsIsNotConcealed() {
            int sequence = 0;
            for (int i = 0; i < 400; i++) {
                if (i % 100 < 50) {
                    listener.arrives(i * FRAME + 5 * MS, sequence++, i * 160);
                }
            }
            listener.listen(8 * SECOND);

            assertThat(listener.sequences).isEqualTo(range(0, 200));
            assertThat(listener.story(0)).matches("E+(P{50}M{5}E+){4}");
        }

        @Test
        void aShortGapWithTheNextPacketAlreadyThereIsSilence() {
            Listener slow = new Listener(JitterSettings.of(8000)
                    .withDelay(Duration.ofMillis(100), Duration.ofMillis(200)));
            for (int i = 0; i < 50; i++) {
                int at = i < 25 ? i : i + 2;
                slow.arrives(at * FRAME, i, at * 160);
            }
            slow.listen(SECOND);
            slow.buffer.clear();

            assertThat(slow.story(0)).matches("E+P{25}EEP+");
            assertThat(slow.leaked()).isZero();
        }

        /** A digit of 100 ms instead of audio: its packets use sequence numbers of the stream (RFC 4733). */
        @Test
        void telephoneEventsAreNoLoss() {
            RtpPacket view = new RtpPacket();
            List<Pull> heard = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                boolean event = i >= 30 && i < 35;
                view.wrap(TestPackets.rtp(event ? 101 : 0, false, i, (event ? 30 : i) * 160, 7, 4));
                if (event) {
                    buffer.noteOtherMedia(view);
                    view.buffer().release();
                } else {
                    buffer.insert(view, i * FRAME);
                }
                heard.add(buffer.pull(i * FRAME));
                if (heard.get(i) == Pull.PACKET) {
                    buffer.packet().buffer().release();
                }
            }

            // the digit is not known to be one before its first audio packet is there: that much is concealed
            assertThat(heard).filteredOn(pull -> pull == Pull.PACKET).hasSizeGreaterThanOrEqualTo(52);
            assertThat(buffer.statistics().missing()).isLessThanOrEqualTo(5);
            assertThat(buffer.statistics().late()).isZero();
        }

        @Test
        void aMarkerOnEachPacketChangesNothing() {
            RtpPacket view = new RtpPacket();
            int played = 0;
            for (int i = 0; i < 200; i++) {
                view.wrap(TestPackets.rtp(0, true, i, i * 160, 7, 4));
                buffer.insert(view, i * FRAME);
                if (buffer.pull(i * FRAME) == Pull.PACKET) {
                    buffer.packet().buffer().release();
                    played++;
                }
            }

            assertThat(played).isGreaterThan(195);
            assertThat(buffer.statistics().missing()).isZero();
        }
    }

    @Nested
    class Adaptation {
        /** SECURITY.md, P11: 0 to 60 ms of jitter, at most 0.5 % late, 95 % of packets within 100 ms. */
        @Test
        void sixtyMillisecondsOfJitter() {
            SeededIds random = new SeededIds(1);
            listener.stream(10_000, i -> (long) (random.nextDouble() * 60 * MS));
            listener.listen(10_000 * FRAME);

            JitterStatistics statistics = buffer.statistics();
            assertThat((double) statistics.late() / statistics.inserted()).isLessThanOrEqualTo(0.005);
            List<Long> sorted = listener.delays.stream().sorted().toList();
            assertThat(sorted.get(sorted.size() * 95 / 100)).isLessThanOrEqualTo(100 * MS);
            assertThat(listener.sequences).isSorted();
        }

        @Test
        void theDelayFallsAgainWhenThePathCalmsDown() {
            SeededIds random = new SeededIds(1);
            listener.stream(3_000, i -> i < 1_000 ? (long) (random.nextDouble() * 100 * MS) : 0);
            listener.listen(1_000 * FRAME);
            assertThat(buffer.statistics().delayMs()).isBetween(85, 110);
            listener.listen(3_000 * FRAME);

            assertThat(buffer.statistics().delayMs()).isEqualTo(20);
            assertThat(listener.delays.get(listener.delays.size() - 1)).isLessThanOrEqualTo(100 * MS);
        }

        @Test
        void aPathThatGetsSlowerForGoodCostsAMomentOnly() {
            listener.stream(1_000, i -> i < 500 ? 0 : 80 * MS);
            listener.listen(1_000 * FRAME);

            assertThat(buffer.statistics().late()).isLessThanOrEqualTo(4);
            assertThat(listener.count(Pull.MISSING)).isLessThanOrEqualTo(10);
            assertThat(listener.sequences).isSorted().contains(999 - 20);
        }

        /** A skip would be heard, and what is not far above the target is not worth one. */
        @Test
        void aCalmPathLosesNothing() {
            SeededIds random = new SeededIds(3);
            listener.stream(5_000, i -> (long) (random.nextDouble() * 10 * MS));
            listener.listen(5_000 * FRAME);

            assertThat(listener.story(0)).matches("E{1,5}P+");
            assertThat(buffer.statistics().discarded()).isZero();
        }

        @Test
        void theDelayStaysWithinItsBounds() {
            Listener bounded = new Listener(JitterSettings.of(8000)
                    .withDelay(Duration.ofMillis(40), Duration.ofMillis(60)));
            SeededIds random = new SeededIds(1);
            bounded.stream(2_000, i -> i < 1_000 ? 0 : (long) (random.nextDouble() * 300 * MS));
            bounded.listen(1_000 * FRAME);
            assertThat(bounded.buffer.delayNanos()).isEqualTo(40 * MS);
            bounded.listen(2_000 * FRAME);

            assertThat(bounded.buffer.delayNanos()).isEqualTo(60 * MS);
            bounded.buffer.clear();
            assertThat(bounded.leaked()).isZero();
        }

        @ParameterizedTest
        @ValueSource(doubles = {0.95, 0.999, 1.001, 1.05})
        void clockDriftForAnHourGrowsNothing(double interval) {
            int packets = (int) (3_600 * SECOND / (FRAME * interval));
            RtpPacket view = new RtpPacket();
            long tick = 0;
            int largest = 0;
            long slowest = 0;
            int last = -1;
            for (int i = 0; i < packets; i++) {
                long at = (long) (i * FRAME * interval) + 10 * MS;
                for (; tick < at; tick += FRAME) {
                    if (buffer.pull(tick) == Pull.PACKET) {
                        int sequence = buffer.packet().sequence();
                        assertThat((short) (sequence - last)).isPositive();
                        last = sequence;
                        slowest = Math.max(slowest, tick - (long) ((i - (short) (i - sequence)) * FRAME * interval));
                        buffer.packet().buffer().release();
                    }
                }
                view.wrap(TestPackets.rtp(0, false, i & 0xFFFF, i * 160, 7, 4));
                buffer.insert(view, at);
                largest = Math.max(largest, buffer.size());
            }

            JitterStatistics statistics = buffer.statistics();
            long ticks = tick / FRAME;
            assertThat(largest).isLessThanOrEqualTo(8);
            assertThat(slowest).isLessThanOrEqualTo(200 * MS);
            assertThat(statistics.played() + statistics.missing()).as("played + concealed = time")
                    .isBetween(ticks - 10, ticks);
            double expected = Math.min(1, interval);
            assertThat((double) statistics.played() / packets).isBetween(expected - 0.01, 1.0);
            assertThat(statistics.late()).isLessThanOrEqualTo(packets / 1_000);
        }
    }

    @Nested
    class Leaps {
        private int gapAround(int packet) {
            String story = listener.story(0);
            int at = story.indexOf('P') + packet;
            int from = Math.max(0, at - 20);
            String around = story.substring(from, Math.min(story.length(), at + 30));
            int longest = 0;
            int run = 0;
            for (char letter : around.toCharArray()) {
                run = letter == 'P' ? 0 : run + 1;
                longest = Math.max(longest, run);
            }
            return longest;
        }

        @ParameterizedTest
        @ValueSource(ints = {Integer.MIN_VALUE, Integer.MAX_VALUE, 8_000, -8_000, 1_000_000})
        void ofTheTimestampAreFollowedWithin200Milliseconds(int leap) {
            for (int i = 0; i < 300; i++) {
                listener.arrives(i * FRAME, i, i * 160 + (i < 100 ? 0 : leap));
            }
            listener.listen(300 * FRAME);

            assertThat(gapAround(100)).isLessThanOrEqualTo(10);
            assertThat(listener.sequences).isSorted().contains(99, 101, 290);
            assertThat(buffer.statistics().resyncs()).isEqualTo(1);
            assertThat(buffer.statistics().delayMs()).isLessThanOrEqualTo(40);
        }

        @ParameterizedTest
        @ValueSource(ints = {30_000, -30_000, 5_000, -200})
        void ofTheSequenceNumberAreFollowed(int leap) {
            for (int i = 0; i < 300; i++) {
                listener.arrives(i * FRAME, i + (i < 100 ? 1_000 : 1_000 + leap), i * 160);
            }
            listener.listen(300 * FRAME);

            assertThat(gapAround(100)).isLessThanOrEqualTo(10);
            assertThat(listener.sequences).hasSizeGreaterThan(290);
        }

        @Test
        void ofASinglePacketAreNot() {
            listener.stream(300, i -> 0);
            for (int i = 0; i < 10; i++) {
                listener.arrives(3 * SECOND + i * 40 * MS, 40_000 + i * 3, 0x7000_0000);
            }
            listener.listen(300 * FRAME);

            assertThat(buffer.statistics().resyncs()).isZero();
            assertThat(buffer.statistics().discarded()).isEqualTo(10);
            assertThat(buffer.statistics().missing()).isZero();
        }

        @Test
        void anotherSsrcIsFollowedAtOnce() {
            for (int i = 0; i < 300; i++) {
                listener.arrives(i * FRAME, i < 100 ? i : 7 * i, i < 100 ? i * 160 : -i * 99_999, i < 100 ? 7 : 8 + i);
            }
            listener.listen(105 * FRAME);

            assertThat(gapAround(100)).isLessThanOrEqualTo(1);
            assertThat(buffer.statistics().resyncs()).isEqualTo(5);
        }

        @Test
        void atTheWrapAreNone() {
            for (int i = 0; i < 300; i++) {
                listener.arrives(i * FRAME, 65_436 + i, -16_000 + i * 160);
            }
            listener.listen(300 * FRAME);

            assertThat(listener.sequences).isEqualTo(range(65_436, 65_436 + listener.sequences.size()));
            assertThat(listener.story(0)).matches("E+P+");
            assertThat(buffer.statistics().resyncs()).isZero();
        }

        /** A frozen network hands all over at once: what is too old is thrown away, the rest is heard. */
        @Test
        void aFreezeOfTwoSecondsEndsInTime() {
            listener.stream(500, i -> i >= 200 && i < 300 ? (300 - i) * FRAME : 0);
            listener.listen(500 * FRAME);

            String after = listener.story(305);
            assertThat(after.chars().filter(letter -> letter == 'P').count()).isGreaterThan(after.length() - 30);
            assertThat(listener.largest).isLessThanOrEqualTo(14);
            assertThat(listener.sequences).isSorted();
        }
    }

    @Nested
    class Bounds {
        @Test
        void neverHoldsMorePacketsThanAllowed() {
            Listener small = new Listener(JitterSettings.of(8000).withMaxPackets(4));
            for (int i = 0; i < 100; i++) {
                small.arrives(0, i, i * 160);
            }
            small.listen(FRAME);

            assertThat(small.largest).isEqualTo(4);
            assertThat(small.buffer.statistics().discarded()).isGreaterThanOrEqualTo(96);
            small.buffer.clear();
            assertThat(small.leaked()).isZero();
        }

        @Test
        void neverHoldsMoreTimeThanTheLargestDelay() {
            for (int i = 0; i < 100; i++) {
                listener.arrives(0, i, i * 160);
            }
            listener.listen(FRAME);

            assertThat(listener.largest).isLessThanOrEqualTo(13);
        }

        /** Found by the fuzzer: it would have taken the place of a later packet in the ring. */
        @Test
        void aPacketFurtherBackThanTheRingIsLate() {
            Listener small = new Listener(JitterSettings.of(8000).withMaxPackets(4));
            for (int i = 0; i < 4; i++) {
                small.arrives(0, 1_000 + i * 10, 160_000);
            }
            for (int i = 1; i < 60; i++) {
                small.arrives(0, 1_030 - i, 160_000);
            }
            small.listen(20 * FRAME);

            assertThat(small.largest).isLessThanOrEqualTo(4);
            assertThat(small.buffer.statistics().late()).isPositive();
            small.buffer.clear();
            assertThat(small.leaked()).isZero();
        }

        @Test
        void clearReleasesAllAndStartsAnew() {
            listener.stream(5, i -> 0);
            listener.listen(2 * FRAME);
            assertThat(buffer.size()).isPositive();

            buffer.clear();

            assertThat(buffer.size()).isZero();
            assertThat(buffer.pull(10 * SECOND)).isEqualTo(Pull.EMPTY);
            ByteBuf packet = TestPackets.rtp(0, false, 40_000, 99, 8, 4);
            assertThat(buffer.insert(TestPackets.view(packet), 10 * SECOND)).isTrue();
            assertThat(buffer.pull(11 * SECOND)).isEqualTo(Pull.PACKET);
            packet.release();
        }

        @Test
        void settingsAreValidated() {
            JitterSettings settings = JitterSettings.of(8000);
            assertThatThrownBy(() -> JitterSettings.of(999)).hasMessage("clockRate: 999 (expected: 1000-192000)");
            assertThatThrownBy(() -> settings.withFrame(Duration.ofMillis(4)))
                    .hasMessage("frame: 4 ms (expected: 5-120 ms)");
            assertThatThrownBy(() -> settings.withDelay(Duration.ofMillis(50), Duration.ofMillis(40)))
                    .hasMessage("maxDelay: 40 ms (expected: 50-2000 ms)");
            assertThatThrownBy(() -> settings.withMaxPackets(3)).hasMessage("maxPackets: 3 (expected: 4-1024)");
        }
    }
}
