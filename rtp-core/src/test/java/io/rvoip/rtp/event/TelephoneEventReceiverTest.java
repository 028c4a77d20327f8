package io.rvoip.rtp.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.Loop;
import io.rvoip.rtp.TestPackets;
import io.rvoip.rtp.event.TelephoneEventReceiver.Outcome;
import io.rvoip.testing.SeededIds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TelephoneEventReceiverTest {
    private static final long MS = 1_000_000;
    private static final int SSRC = 7;

    private final List<String> heard = new ArrayList<>();
    private final TelephoneEventReceiver receiver = receiver(heard);
    private int sequence;

    private static TelephoneEventReceiver receiver(List<String> heard) {
        return new TelephoneEventReceiver(EventReceiverSettings.of(8000), new TelephoneEventReceiver.Sink() {
            @Override
            public void began(int code, int volume, long now) {
                heard.add("+" + TelephoneEvent.digit(code));
            }

            @Override
            public void ended(int code, long nanos, long now) {
                heard.add("-" + TelephoneEvent.digit(code) + nanos / MS);
            }
        });
    }

    private Outcome packet(long atMs, int timestamp, int code, boolean end, int duration) {
        int event = TelephoneEvent.payload(code, end, 10, duration);
        ByteBuf packet = TestPackets.event(sequence++, timestamp, SSRC, event);
        return receiver.received(TestPackets.view(packet), atMs * MS);
    }

    private Outcome payload(String hex) {
        ByteBuf packet = TestPackets.event(1, 0, SSRC).writeBytes(TestPackets.hex(hex));
        return receiver.received(TestPackets.view(packet), 0);
    }

    @Nested
    class Idle {
        @Test
        void aNewTimestampBeginsADigit() {
            assertThat(packet(0, 0, 5, false, 160)).isEqualTo(Outcome.TAKEN);

            assertThat(heard).containsExactly("+5");
            assertThat(receiver.down()).isTrue();
        }

        @Test
        void aLoneEndPacketIsAWholeDigit() {
            packet(0, 0, 5, true, 800);

            assertThat(heard).containsExactly("+5", "-5100");
            assertThat(receiver.down()).isFalse();
        }

        @Test
        void whatEndedIsNotHeardAgain() {
            packet(0, 0, 5, true, 800);
            packet(20, 0, 5, true, 800);
            packet(40, 0, 5, false, 640);
            packet(5_000, 0, 5, true, 800);

            assertThat(heard).containsExactly("+5", "-5100");
        }

        @Test
        void olderEventsAreNotHeardAfterwards() {
            packet(0, 4_000, 5, true, 800);
            packet(20, 0, 4, true, 800);

            assertThat(heard).containsExactly("+5", "-5100");
        }

        @Test
        void aTimestampFarBackIsAnotherStream() {
            packet(0, 1_000_000, 5, true, 800);
            packet(20, 0, 4, true, 800);

            assertThat(heard).containsExactly("+5", "-5100", "+4", "-4100");
        }

        @Test
        void timestampsWrap() {
            packet(0, -1_000, 5, true, 800);
            packet(200, 600, 6, true, 800);

            assertThat(heard).containsExactly("+5", "-5100", "+6", "-6100");
        }
    }

    @Nested
    class Down {
        @Test
        void growsAndEnds() {
            packet(0, 0, 5, false, 160);
            packet(20, 0, 5, false, 320);
            packet(40, 0, 5, true, 480);
            packet(60, 0, 5, true, 480);
            packet(80, 0, 5, true, 480);

            assertThat(heard).containsExactly("+5", "-560");
        }

        /** SECURITY.md, R9. */
        @Test
        void aDurationThatRunsBackwardsDoesNotShrinkIt() {
            packet(0, 0, 5, false, 640);
            packet(20, 0, 5, false, 320);
            packet(40, 0, 5, true, 160);

            assertThat(heard).containsExactly("+5", "-580");
        }

        @Test
        void theMarkerIsOfNoImportance() {
            ByteBuf marked = TestPackets.event(1, 0, SSRC, TelephoneEvent.payload(5, false, 10, 160));
            marked.setByte(1, 101 | 0x80);
            receiver.received(TestPackets.view(marked), 0);
            receiver.received(TestPackets.view(marked), 20 * MS);
            packet(40, 0, 5, true, 480);

            assertThat(heard).containsExactly("+5", "-560");
        }

        @Test
        void theNextDigitEndsIt() {
            packet(0, 0, 5, false, 160);
            packet(100, 1_600, 6, false, 160);

            assertThat(heard).containsExactly("+5", "-520", "+6");
        }

        @Test
        void theSameDigitAgainIsAnother() {
            packet(0, 0, 5, false, 160);
            packet(100, 1_600, 5, false, 160);

            assertThat(heard).containsExactly("+5", "-520", "+5");
        }

        @Test
        void anotherDigitRightAtItsEndIsAnother() {
            packet(0, 0, 5, false, 160);
            packet(20, 160, 6, false, 160);

            assertThat(heard).containsExactly("+5", "-520", "+6");
        }

        /** Some senders move the timestamp on while a key is held. */
        @Test
        void aTimestampThatMovesWithinTheEventIsTheSameKey() {
            packet(0, 0, 5, false, 160);
            packet(20, 160, 5, false, 160);
            packet(40, 320, 5, false, 160);
            packet(60, 480, 5, true, 160);

            assertThat(heard).containsExactly("+5", "-580");
        }

        /** RFC 4733 section 2.5.2.3. */
        @Test
        void segmentsOfALongEventAreOneDigit() {
            packet(0, 0, 9, false, 160);
            packet(8_190, 0, 9, false, 0xFFFF);
            packet(8_200, 0xFFFF, 9, false, 80);
            packet(10_000, 0xFFFF, 9, true, 80_000 - 0xFFFF);

            assertThat(heard).containsExactly("+9", "-910000");
        }

        @Test
        void withoutEndPacketsItEndsByTime() {
            packet(0, 0, 5, false, 160);
            packet(20, 0, 5, false, 320);
            assertThat(receiver.nextDeadline()).isEqualTo(220 * MS);

            receiver.onDeadline(219 * MS);
            assertThat(heard).containsExactly("+5");
            receiver.onDeadline(220 * MS);

            assertThat(heard).containsExactly("+5", "-540");
            assertThat(receiver.nextDeadline()).isEqualTo(Loop.Timer.NEVER);
            packet(230, 0, 5, false, 480);
            assertThat(heard).as("it is not struck again").hasSize(2);
        }

        @Test
        void anotherSsrcEndsIt() {
            packet(0, 1_000, 5, false, 160);
            receiver.received(TestPackets.view(
                    TestPackets.event(9, 1_000, 99, TelephoneEvent.payload(5, false, 10, 160))), 20 * MS);

            assertThat(heard).containsExactly("+5", "-520", "+5");
        }

        @Test
        void anEndPacketOfAnotherCodeDoesNotEndIt() {
            packet(0, 0, 5, false, 160);
            packet(20, 0, 6, true, 320);

            assertThat(heard).containsExactly("+5");
        }

        @Test
        void resetEndsIt() {
            packet(0, 0, 5, false, 160);
            receiver.reset(20 * MS);

            assertThat(heard).containsExactly("+5", "-520");
        }
    }

    @Nested
    class Refused {
        @Test
        void malformedPayloads() {
            for (String hex : List.of("", "05", "050a", "050a01", "050a0140ff", "050a0140ffffff")) {
                assertThat(payload(hex)).as(hex).isEqualTo(Outcome.MALFORMED);
            }
            assertThat(receiver.count(Outcome.MALFORMED)).isEqualTo(6);
            assertThat(heard).isEmpty();
        }

        @Test
        void eventsThatAreNoDigits() {
            assertThat(payload("100a0140")).isEqualTo(Outcome.IGNORED);
            assertThat(payload("ffff0140")).isEqualTo(Outcome.IGNORED);
            assertThat(heard).isEmpty();
        }

        @Test
        void eventsWithoutDuration() {
            assertThat(packet(0, 0, 5, false, 0)).isEqualTo(Outcome.IGNORED);
            assertThat(packet(20, 0, 5, false, 160)).isEqualTo(Outcome.TAKEN);
            assertThat(heard).containsExactly("+5");
        }

        @Test
        void theReservedBitIsIgnored() {
            assertThat(payload("05ca0320")).isEqualTo(Outcome.TAKEN);
            assertThat(heard).containsExactly("+5", "-5100");
        }

        @Test
        void settingsOutOfRange() {
            assertThatThrownBy(() -> EventReceiverSettings.of(8000).withEndTimeout(Duration.ofMillis(59)))
                    .hasMessage("endTimeout: 59 ms (expected: 60-5000 ms)");
            assertThatThrownBy(() -> EventReceiverSettings.of(8000).withMaxPerSecond(0))
                    .hasMessage("maxPerSecond: 0 (expected: 1-100)");
        }
    }

    @Nested
    class Floods {
        @Test
        void ofOneEventAreOneDigit() {
            for (int i = 0; i < 10_000; i++) {
                packet(i, 0, 5, i % 7 == 6, 160 + i % 1_000);
            }

            assertThat(heard).hasSize(2).startsWith("+5");
        }

        @Test
        void ofNewEventsAreCutAtTheRate() {
            for (int i = 0; i < 1_000; i++) {
                packet(i, i * 2_000, i % 16, true, 800);
            }

            assertThat(heard).hasSize(2 * 25);
            assertThat(receiver.count(Outcome.FLOOD)).isEqualTo(975);
            packet(2_000, 4_000_000, 1, true, 800);
            assertThat(heard).as("later ones are heard again").hasSize(2 * 26);
        }
    }

    @Nested
    class Packed {
        /** RFC 4733 section 2.5.1.5: several events in one packet. */
        @Test
        void eventsFollowEachOther() {
            ByteBuf packet = TestPackets.event(1, 0, SSRC, TelephoneEvent.payload(1, true, 10, 800),
                    TelephoneEvent.payload(2, true, 10, 400), TelephoneEvent.payload(3, false, 10, 80));

            assertThat(receiver.received(TestPackets.view(packet), 0)).isEqualTo(Outcome.TAKEN);
            assertThat(heard).containsExactly("+1", "-1100", "+2", "-250", "+3");
            receiver.received(TestPackets.view(packet), 20 * MS);
            assertThat(heard).as("repeated").hasSize(5);
        }
    }

    /** Each digit begins and ends once, in order, when of each at least one packet comes through. */
    @Property(tries = 300)
    void aDialledNumberIsHeardOnce(@ForAll long seed, @ForAll @IntRange(max = 70) int lossPercent,
            @ForAll @IntRange(max = 3) int copies) {
        SeededIds random = new SeededIds(seed);
        List<String> events = new ArrayList<>();
        TelephoneEventReceiver ours = receiver(events);
        List<String> expected = new ArrayList<>();
        int packetNumber = 0;
        for (int digit = 0; digit < 12; digit++) {
            int code = random.nextInt(16);
            int start = digit * 1_600 - 5_000;
            List<ByteBuf> packets = new ArrayList<>();
            for (int i = 1; i <= 7; i++) {
                int event = TelephoneEvent.payload(code, i >= 5, 10, 160 * Math.min(i, 5));
                if (random.nextInt(100) >= lossPercent || i == 3) {
                    packets.addAll(Collections.nCopies(1 + random.nextInt(copies + 1),
                            TestPackets.event(packetNumber++, start, SSRC, event)));
                }
            }
            Collections.shuffle(packets, new Random(seed + digit));
            for (ByteBuf packet : packets) {
                ours.received(TestPackets.view(packet), digit * 200 * MS);
            }
            expected.add("+" + TelephoneEvent.digit(code));
        }
        ours.reset(9_000 * MS);

        assertThat(events.stream().filter(event -> event.startsWith("+")).toList()).isEqualTo(expected);
        assertThat(events).hasSize(24);
    }
}
