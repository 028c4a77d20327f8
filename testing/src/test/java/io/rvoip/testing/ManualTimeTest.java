package io.rvoip.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.Loop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ManualTimeTest {
    private final ManualTime time = new ManualTime();
    private final Loop loop = time.loop("a");
    private final List<String> log = new ArrayList<>();
    private final long start = time.nanoTime();

    private static long millis(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }

    @Nested
    class Tasks {
        @Test
        void runLaterAndInOrderOfPosting() {
            loop.execute(() -> {
                log.add("1");
                loop.execute(() -> log.add("3"));
            });
            time.loop("b").execute(() -> log.add("2"));
            assertThat(log).isEmpty();
            assertThat(time.runReady()).isTrue();
            assertThat(log).containsExactly("1", "2", "3");
            assertThat(time.runReady()).isFalse();
            assertThat(time.nanoTime()).isEqualTo(start);
        }

        @Test
        void knowTheirLoop() {
            Loop other = time.loop("b");
            List<Boolean> in = new ArrayList<>();
            loop.execute(() -> in.addAll(List.of(loop.inLoop(), other.inLoop())));
            time.runReady();
            assertThat(in).containsExactly(true, false);
            assertThat(loop.inLoop()).isFalse();
        }

        @Test
        void thatThrowDoNotStopTheOthersAndAreReported() {
            loop.execute(() -> {
                throw new IllegalStateException("first");
            });
            loop.execute(() -> {
                throw new IllegalStateException("second");
            });
            loop.execute(() -> log.add("still here"));
            assertThatThrownBy(time::runReady)
                    .hasMessage("first")
                    .satisfies(thrown -> assertThat(thrown.getSuppressed()).hasSize(1));
            assertThat(log).containsExactly("still here");
            assertThat(time.runReady()).isFalse();
        }

        @Test
        void mayComeFromOtherThreads() throws InterruptedException {
            Thread thread = new Thread(() -> loop.execute(() -> log.add("foreign")));
            thread.start();
            thread.join();
            assertThat(time.pending()).isEqualTo(1);
            time.runReady();
            assertThat(log).containsExactly("foreign");
        }

        @Test
        void mustNotAdvanceTimeThemselves() {
            loop.execute(() -> time.advance(Duration.ofSeconds(1)));
            assertThatThrownBy(time::runReady).isInstanceOf(IllegalStateException.class);
        }
    }

    @Nested
    class Timers {
        private final Loop.Timer timer = loop.timer(() -> log.add("fired " + (time.nanoTime() - start) / 1_000_000));

        @Test
        void fireOnceAtTheirDeadline() {
            timer.arm(start + millis(10));
            time.advance(Duration.ofMillis(9));
            assertThat(log).isEmpty();
            time.advance(Duration.ofMillis(100));
            assertThat(log).containsExactly("fired 10");
            assertThat(time.pending()).isZero();
        }

        @Test
        void moveWhenArmedAgain() {
            timer.arm(start + millis(10));
            timer.arm(start + millis(50));
            timer.arm(start + millis(30));
            time.advance(Duration.ofSeconds(1));
            assertThat(log).containsExactly("fired 30");
        }

        @Test
        void doNotFireWhenCancelledEvenAfterTheDeadline() {
            loop.execute(timer::cancel);
            timer.arm(start - 5);
            time.runReady();
            assertThat(log).isEmpty();
            timer.cancel();
            assertThat(time.pending()).isZero();
        }

        @Test
        void armedInThePastFireSoonButNeverInsideTheCall() {
            timer.arm(Long.MIN_VALUE);
            assertThat(log).isEmpty();
            time.runReady();
            assertThat(log).containsExactly("fired 0");
        }

        @Test
        void canBeArmedFromTheirOwnExpiry() {
            Loop.Timer[] every = new Loop.Timer[1];
            every[0] = loop.timer(() -> {
                log.add("tick");
                every[0].arm(loop.now() + millis(20));
            });
            every[0].arm(loop.now() + millis(20));
            time.advance(Duration.ofMillis(100));
            assertThat(log).hasSize(5);
        }

        @Test
        void ofTheSameTimeRunInTheOrderOfArming() {
            Loop.Timer second = time.loop("b").timer(() -> log.add("second"));
            second.arm(start + millis(10));
            timer.arm(start + millis(10));
            time.advance(Duration.ofMillis(10));
            assertThat(log).containsExactly("second", "fired 10");
        }
    }

    @Property(tries = 200)
    void fireInOrderWhateverIsArmedAndCancelled(
            @ForAll @Size(min = 1, max = 200) List<@IntRange(max = 50) Integer> deadlines, @ForAll long seed) {
        ManualTime own = new ManualTime();
        Loop ownLoop = own.loop();
        Random random = new Random(seed);
        List<Long> fired = new ArrayList<>();
        List<Loop.Timer> timers = new ArrayList<>();
        int expected = 0;
        for (int deadline : deadlines) {
            Loop.Timer armed = ownLoop.timer(() -> fired.add(own.nanoTime()));
            armed.arm(own.nanoTime() + deadline);
            timers.add(armed);
        }
        for (Loop.Timer armed : timers) {
            switch (random.nextInt(3)) {
                case 0 -> armed.cancel();
                case 1 -> {
                    armed.arm(own.nanoTime() + random.nextInt(50));
                    expected++;
                }
                default -> expected++;
            }
        }
        own.settle(Duration.ofSeconds(1));
        assertThat(fired).hasSize(expected).isSorted();
    }

    @Test
    void theWallClockKeepsStep() {
        Instant before = time.wallClock();
        time.advance(Duration.ofDays(30));
        assertThat(time.wallClock()).isEqualTo(before.plus(Duration.ofDays(30)));
    }

    @Test
    void doesNotRunBackwards() {
        assertThatThrownBy(() -> time.advance(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> time.advanceTo(start - 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void runsUntilAConditionHolds() {
        time.after(Duration.ofMillis(20), () -> log.add("now"));
        time.after(Duration.ofMillis(40), () -> log.add("later"));
        assertThat(time.runUntil(() -> !log.isEmpty(), Duration.ofSeconds(1))).isTrue();
        assertThat(time.nanoTime()).isEqualTo(start + millis(20));
        assertThat(time.runUntil(() -> log.size() > 2, Duration.ofSeconds(1))).isFalse();
        assertThat(time.nanoTime()).isEqualTo(start + millis(1020));
    }

    @Test
    void settlesOrSaysWhatIsLeft() {
        time.after(Duration.ofSeconds(3), () -> log.add("done"));
        assertThat(time.settle(Duration.ofMinutes(1))).isEqualTo(Duration.ofSeconds(3));
        time.after(Duration.ofHours(1), () -> log.add("never"));
        assertThatThrownBy(() -> time.settle(Duration.ofMinutes(1))).isInstanceOf(AssertionError.class);
    }

    @Test
    void carriesALargeLoad() {
        int[] fired = new int[1];
        List<Loop.Timer> timers = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            Loop.Timer timer = loop.timer(() -> fired[0]++);
            timer.arm(start + millis((i * 7919L) % 32_000));
            timers.add(timer);
        }
        timers.forEach(timer -> timer.arm(start + millis(32_000)));
        time.advance(Duration.ofSeconds(31));
        assertThat(fired[0]).isZero();
        time.advance(Duration.ofSeconds(1));
        assertThat(fired[0]).isEqualTo(100_000);
    }
}
