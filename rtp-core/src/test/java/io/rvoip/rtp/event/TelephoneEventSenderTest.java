package io.rvoip.rtp.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TelephoneEventSenderTest {
    private static final long MS = 1_000_000;

    private record Sent(long atMs, int code, boolean end, int duration, boolean marker, int time) {}

    private final List<Sent> sent = new ArrayList<>();
    private int lastVolume;
    private TelephoneEventSender sender = sender(EventSenderSettings.of(8000));

    private TelephoneEventSender sender(EventSenderSettings settings) {
        return new TelephoneEventSender(settings, (payload, marker, time, now) -> {
            lastVolume = TelephoneEvent.volume(payload);
            sent.add(new Sent(now / MS, TelephoneEvent.code(payload), TelephoneEvent.end(payload),
                    TelephoneEvent.duration(payload), marker, time));
        });
    }

    /** Runs the sender by its own deadlines; audio time is 8 units a millisecond. */
    private void run(long untilMs) {
        while (sender.nextDeadline() <= untilMs * MS) {
            long now = sender.nextDeadline();
            sender.onDeadline(now, (int) (now / MS * 8));
        }
    }

    private void digit(char digit, int millis) {
        assertThat(sender.enqueue(TelephoneEvent.code(digit), Duration.ofMillis(millis), 0)).isTrue();
    }

    @Nested
    class Idle {
        @Test
        void hasNothingToDo() {
            assertThat(sender.nextDeadline()).isEqualTo(Loop.Timer.NEVER);
            assertThat(sender.active()).isFalse();
            sender.onDeadline(5, 0);
            assertThat(sent).isEmpty();
        }

        @Test
        void aDigitGoesOutAtOnce() {
            sender.enqueue(5, Duration.ofMillis(100), 7 * MS);

            assertThat(sender.nextDeadline()).isEqualTo(7 * MS);
            assertThat(sender.active()).isTrue();
        }

        @Test
        void aCancelledQueueIsForgotten() {
            digit('1', 100);
            sender.cancel(0);

            assertThat(sender.nextDeadline()).isEqualTo(Loop.Timer.NEVER);
            assertThat(sender.active()).isFalse();
        }
    }

    @Nested
    class Tone {
        @Test
        void isTheWholeEventByHand() {
            digit('5', 100);
            run(1_000);

            assertThat(sent).containsExactly(
                    new Sent(0, 5, false, 160, true, 0),
                    new Sent(20, 5, false, 320, false, 0),
                    new Sent(40, 5, false, 480, false, 0),
                    new Sent(60, 5, false, 640, false, 0),
                    new Sent(80, 5, true, 800, false, 0),
                    new Sent(100, 5, true, 800, false, 0),
                    new Sent(120, 5, true, 800, false, 0));
            assertThat(lastVolume).isEqualTo(10);
        }

        @ParameterizedTest
        @ValueSource(ints = {8_000, 16_000, 48_000})
        void durationsAreInUnitsOfTheClockRate(int rate) {
            sender = sender(EventSenderSettings.of(rate).withVolume(7));
            digit('#', 100);
            run(1_000);

            assertThat(sent.get(0).duration()).isEqualTo(rate / 50);
            assertThat(sent.get(sent.size() - 1).duration()).isEqualTo(rate / 10);
            assertThat(sent).allMatch(packet -> packet.code() == 11);
            assertThat(lastVolume).isEqualTo(7);
        }

        @Test
        void theTimestampIsThatOfTheBeginning() {
            sender.enqueue(1, Duration.ofMillis(100), 400 * MS);
            run(1_000);

            assertThat(sent).allMatch(packet -> packet.time() == 3_200);
        }

        @Test
        void ofAnOddLengthEndsWhereItShould() {
            digit('1', 50);
            run(1_000);

            assertThat(sent).extracting(Sent::duration).containsExactly(160, 320, 400, 400, 400);
            assertThat(sent).extracting(Sent::end).containsExactly(false, false, true, true, true);
        }

        /** RFC 4733 section 2.5.1.3: 10 s at 8 kHz do not fit into 16 bits. */
        @Test
        void aLongOneIsCutIntoSegments() {
            digit('9', 10_000);
            run(20_000);

            assertThat(sent).filteredOn(Sent::marker).hasSize(1);
            assertThat(sent).filteredOn(packet -> packet.duration() == 0xFFFF)
                    .allMatch(packet -> !packet.end() && packet.time() == 0).hasSize(1);
            List<Sent> ends = sent.stream().filter(Sent::end).toList();
            assertThat(ends).hasSize(3).allMatch(packet ->
                    packet.time() == 0xFFFF && packet.duration() == 80_000 - 0xFFFF);
            assertThat(sent).filteredOn(packet -> packet.time() == 0xFFFF).noneMatch(Sent::marker);
        }

        @Test
        void cancelEndsItProperly() {
            digit('1', 1_000);
            digit('2', 100);
            run(100);
            sender.cancel(110 * MS);
            run(2_000);

            assertThat(sent).noneMatch(packet -> packet.code() == 2);
            assertThat(sent).filteredOn(Sent::end).hasSize(3).allMatch(packet -> packet.duration() == 960);
            assertThat(sender.active()).isFalse();
        }
    }

    @Nested
    class Pause {
        @Test
        void liesBetweenDigits() {
            digit('1', 100);
            digit('2', 100);
            digit('2', 100);
            run(10_000);

            assertThat(sent).filteredOn(Sent::marker).extracting(Sent::atMs).containsExactly(0L, 160L, 320L);
            assertThat(sent).filteredOn(Sent::marker).extracting(Sent::code).containsExactly(1, 2, 2);
            assertThat(sent).filteredOn(Sent::end).hasSize(9);
            assertThat(sender.nextDeadline()).isEqualTo(Loop.Timer.NEVER);
        }

        @Test
        void isKeptForADigitThatComesLater() {
            digit('1', 100);
            run(150);
            assertThat(sender.active()).isFalse();
            sender.enqueue(2, Duration.ofMillis(100), 150 * MS);
            assertThat(sender.active()).isTrue();
            run(10_000);

            assertThat(sent).filteredOn(Sent::marker).extracting(Sent::atMs).containsExactly(0L, 160L);
        }

        @Test
        void theEndPacketsAreNotCutByAShortGap() {
            sender = sender(EventSenderSettings.of(8000).withGap(Duration.ofMillis(20)));
            digit('1', 100);
            digit('2', 100);
            run(10_000);

            assertThat(sent).extracting(Sent::code).isSorted();
            assertThat(sent).filteredOn(Sent::end).hasSize(6);
        }
    }

    @Test
    void theQueueIsBounded() {
        sender = sender(EventSenderSettings.of(8000).withMaxQueued(2));
        digit('1', 100);
        digit('2', 100);

        assertThat(sender.enqueue(3, Duration.ofMillis(100), 0)).isFalse();
        assertThat(sender.queued()).isEqualTo(2);
    }

    @Test
    void whatCannotBeSentIsRefusedByName() {
        assertThatThrownBy(() -> sender.enqueue(256, Duration.ofMillis(100), 0))
                .hasMessage("eventCode: 256 (expected: 0-255)");
        assertThatThrownBy(() -> sender.enqueue(1, Duration.ofMillis(39), 0))
                .hasMessage("duration: 39 ms (expected: 40-60000 ms)");
        assertThatThrownBy(() -> TelephoneEvent.code('E'))
                .hasMessage("digit: 'E' (expected: 0-9, *, #, A-D)");
        assertThatThrownBy(() -> EventSenderSettings.of(8000).withUpdate(Duration.ofMillis(5)))
                .hasMessage("update: 5 ms (expected: 10-100 ms)");
        assertThatThrownBy(() -> EventSenderSettings.of(8000).withVolume(64)).hasMessage("volume: 64 (expected: 0-63)");
    }

    @Test
    void digitsHaveTheCodesOfTheRfc() {
        for (int code = 0; code < 16; code++) {
            assertThat(TelephoneEvent.code(TelephoneEvent.digit(code))).isEqualTo(code);
        }
        assertThat(TelephoneEvent.code('*')).isEqualTo(10);
        assertThat(TelephoneEvent.code('#')).isEqualTo(11);
        assertThat(TelephoneEvent.code('a')).isEqualTo(12);
        assertThat(TelephoneEvent.payload(11, true, 10, 800)).isEqualTo(0x0B8A_0320);
    }
}
