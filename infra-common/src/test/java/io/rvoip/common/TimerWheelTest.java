package io.rvoip.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TimerWheelTest {
    private static final long MS = 1_000_000L;
    private static final long START = -123_456_789L;

    private final TimerWheel wheel = new TimerWheel(START);
    private final List<Probe> fired = new ArrayList<>();

    @Test
    void anEmptyWheelHasNoDeadline() {
        assertThat(wheel.nextDeadline()).isEqualTo(Loop.Timer.NEVER);
        assertThat(wheel.advance(START + 1_000 * MS)).isZero();
    }

    @Test
    void firesAtItsDeadlineAndNotANanosecondBefore() {
        Probe probe = armed(START + 500 * MS + 7);

        assertThat(wheel.nextDeadline()).isEqualTo(START + 500 * MS + 7);
        assertThat(wheel.advance(START + 500 * MS + 6)).isZero();
        assertThat(wheel.nextDeadline()).isEqualTo(START + 500 * MS + 7);
        assertThat(wheel.advance(START + 500 * MS + 7)).isEqualTo(1);
        assertThat(fired).containsExactly(probe);
        assertThat(probe.isArmed()).isFalse();
        assertThat(probe.deadline()).isEqualTo(Loop.Timer.NEVER);
        assertThat(wheel.size()).isZero();
    }

    @Test
    void aCancelledEntryDoesNotFireEvenWhenItsDeadlineHadPassed() {
        Probe probe = armed(START + MS);
        wheel.cancel(probe);
        wheel.cancel(probe);

        assertThat(wheel.nextDeadline()).isEqualTo(Loop.Timer.NEVER);
        assertThat(wheel.advance(START + 10 * MS)).isZero();
    }

    @Test
    void rearmingMovesTheDeadlineBothWays() {
        Probe probe = armed(START + 30_000 * MS);
        wheel.arm(probe, START + 10 * MS);
        assertThat(wheel.nextDeadline()).isEqualTo(START + 10 * MS);
        wheel.arm(probe, START + 60_000 * MS);

        assertThat(wheel.advance(START + 59_999 * MS)).isZero();
        assertThat(wheel.advance(START + 60_000 * MS)).isEqualTo(1);
    }

    @Test
    void armingAtNeverDisarms() {
        Probe probe = armed(START + MS);
        wheel.arm(probe, Loop.Timer.NEVER);

        assertThat(probe.isArmed()).isFalse();
        assertThat(wheel.size()).isZero();
    }

    @Test
    void aPastDeadlineFiresInTheNextAdvance() {
        wheel.advance(START + 1_000 * MS);
        armed(Long.MIN_VALUE);
        armed(START + 5 * MS);

        assertThat(wheel.nextDeadline()).isEqualTo(Long.MIN_VALUE);
        assertThat(wheel.advance(START + 1_000 * MS)).isEqualTo(2);
    }

    @Test
    void centuriesFitAndALongGapFiresAllInOrder() {
        Probe century = armed(START + Duration.ofDays(36_500).toNanos());
        Probe last = armed(Long.MAX_VALUE - 1);
        Probe hour = armed(START + Duration.ofHours(1).toNanos());
        Probe second = armed(START + 1_000 * MS);

        assertThat(wheel.advance(START + Duration.ofDays(36_501).toNanos())).isEqualTo(3);
        assertThat(fired).containsExactly(second, hour, century);
        assertThat(wheel.nextDeadline()).isEqualTo(last.deadline());
        assertThat(wheel.advance(Long.MAX_VALUE - 1)).isEqualTo(1);
    }

    @Test
    void anEntryMayRearmItselfWhileItFiresButNotFireTwiceInOneAdvance() {
        Probe probe = armed(START + MS);
        probe.onExpiry = now -> wheel.arm(probe, now);

        assertThat(wheel.advance(START + 5 * MS)).isEqualTo(1);
        assertThat(wheel.nextDeadline()).isEqualTo(START + 5 * MS);
        assertThat(wheel.advance(START + 5 * MS)).isEqualTo(1);
        assertThat(fired).containsExactly(probe, probe);
    }

    @Test
    void anEntryMayCancelAndMoveOthersThatAreDueInTheSameAdvance() {
        Probe first = armed(START + MS);
        Probe cancelled = armed(START + 3 * MS);
        Probe moved = armed(START + 5 * MS);
        Probe last = armed(START + 7 * MS);
        first.onExpiry = now -> {
            wheel.cancel(cancelled);
            wheel.arm(moved, now + MS);
        };

        assertThat(wheel.advance(START + 10 * MS)).isEqualTo(2);
        assertThat(fired).containsExactly(first, last);
        assertThat(wheel.nextDeadline()).isEqualTo(START + 11 * MS);
    }

    @Test
    void whenAnEntryThrowsTheOthersStayDue() {
        Probe bad = armed(START + MS);
        bad.onExpiry = now -> {
            throw new IllegalStateException("boom");
        };
        Probe good = armed(START + 3 * MS);

        assertThatThrownBy(() -> wheel.advance(START + 10 * MS)).hasMessage("boom");
        assertThat(wheel.nextDeadline()).isEqualTo(START + 3 * MS);
        assertThat(wheel.advance(START + 10 * MS)).isEqualTo(1);
        assertThat(fired).containsExactly(bad, good);
    }

    @Test
    void refusesAnEntryThatIsArmedInAnotherWheel() {
        Probe probe = armed(START + MS);
        TimerWheel other = new TimerWheel(START);

        assertThatThrownBy(() -> other.arm(probe, START)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> other.cancel(probe)).hasMessageContaining("another wheel");
        wheel.cancel(probe);
        other.arm(probe, START);
        assertThat(other.size()).isEqualTo(1);
    }

    @Test
    void wakesAtMostOnceForADeadlineThatWasCancelled() {
        Probe early = armed(START + 32_000 * MS);
        armed(START + 32_000 * MS + 5);
        wheel.cancel(early);

        int wakeUps = 0;
        while (wheel.size() > 0) {
            wheel.advance(wheel.nextDeadline());
            wakeUps++;
        }
        assertThat(wakeUps).isLessThanOrEqualTo(2);
    }

    @Test
    void aHundredThousandEntriesEachFireOnceAtTheirDeadline() {
        int count = 100_000;
        SplittableRandom random = new SplittableRandom(1);
        long[] firedAt = new long[count];
        Probe[] probes = new Probe[count];
        for (int i = 0; i < count; i++) {
            int index = i;
            probes[i] = new Probe();
            probes[i].onExpiry = now -> firedAt[index] += now - START;
            wheel.arm(probes[i], START + random.nextLong(64_000 * MS));
        }
        long[] due = new long[count];
        for (int i = 0; i < count; i++) { // like a retransmission timer: armed again before it fires
            due[i] = START + random.nextLong(64_000 * MS);
            wheel.arm(probes[i], due[i]);
        }
        assertThat(wheel.size()).isEqualTo(count);
        while (wheel.size() > 0) {
            wheel.advance(wheel.nextDeadline());
        }
        for (int i = 0; i < count; i++) {
            assertThat(firedAt[i]).isEqualTo(due[i] - START);
        }
    }

    private Probe armed(long deadline) {
        Probe probe = new Probe();
        wheel.arm(probe, deadline);
        assertThat(probe.deadline()).isEqualTo(deadline);
        return probe;
    }

    private interface Expiry {
        void at(long now);
    }

    private final class Probe extends TimerWheel.Entry {
        private Expiry onExpiry = now -> {};

        @Override
        protected void expired(long now) {
            fired.add(this);
            onExpiry.at(now);
        }
    }
}
