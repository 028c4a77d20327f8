package io.rvoip.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.TimeSource;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.TestMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TickSchedulerTest {
    private final ManualTime time = new ManualTime();
    private final Loop loop = time.loop();
    private final TickScheduler ticks = new TickScheduler(loop, Metrics.none());

    @Test
    void ticksEach20MillisWithoutDrift() {
        List<Long> heard = new ArrayList<>();
        ticks.join((now, skipped) -> heard.add(now));
        time.advance(Duration.ofSeconds(10));
        assertThat(heard).hasSize(500);
        for (int i = 1; i < heard.size(); i++) {
            assertThat(heard.get(i) - heard.get(i - 1)).isEqualTo(TickScheduler.PERIOD);
        }
    }

    @Test
    void spreadsStreamsOverPhases() {
        Set<Long> phases = new HashSet<>();
        int[] count = new int[1];
        for (int i = 0; i < 30; i++) {
            ticks.join((now, skipped) -> {
                phases.add(now % TickScheduler.PERIOD);
                count[0]++;
            });
        }
        time.advance(Duration.ofMillis(20));
        assertThat(count[0]).isEqualTo(30);
        assertThat(phases).hasSize(10);
    }

    @Test
    void standsStillWithoutStreamsAndGoesOnInStep() {
        List<Long> heard = new ArrayList<>();
        TickScheduler.Ticking stream = (now, skipped) -> heard.add(now);
        ticks.join(stream);
        time.advance(Duration.ofMillis(100));
        ticks.leave(stream);
        assertThat(ticks.size()).isZero();
        int before = heard.size();
        time.advance(Duration.ofSeconds(1));
        assertThat(heard).hasSize(before);
        time.advance(Duration.ofMillis(7));
        ticks.join(stream);
        time.advance(Duration.ofMillis(40));
        assertThat(heard).hasSize(before + 2);
        assertThat((heard.get(before) - heard.get(0)) % TickScheduler.PERIOD).isZero();
    }

    @Test
    void leavingOfAStrangerChangesNothing() {
        ticks.join((now, skipped) -> { });
        ticks.leave((now, skipped) -> { });
        assertThat(ticks.size()).isEqualTo(1);
    }

    @Test
    void streamsMayLeaveWhileTheyTick() {
        List<Integer> heard = new ArrayList<>();
        List<TickScheduler.Ticking> streams = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int id = i;
            streams.add((now, skipped) -> {
                heard.add(id);
                if (id == 3) {
                    ticks.leave(streams.get(3));
                }
                if (id == 13) {
                    ticks.leave(streams.get(5));
                }
            });
        }
        streams.forEach(ticks::join);
        time.advance(Duration.ofMillis(20));
        // 5 was taken off before its turn came
        assertThat(heard).hasSize(19).doesNotHaveDuplicates().doesNotContain(5);
        assertThat(ticks.size()).isEqualTo(18);
        heard.clear();
        time.advance(Duration.ofMillis(20));
        assertThat(heard).hasSize(18).doesNotContain(3, 5);
    }

    @Test
    void aStreamThatThrowsHurtsNobodyElse() {
        TestMetrics metrics = new TestMetrics();
        TickScheduler beat = new TickScheduler(loop, metrics);
        int[] good = new int[1];
        for (int i = 0; i < 10; i++) {
            beat.join((now, skipped) -> {
                throw new IllegalStateException("bad source");
            });
            beat.join((now, skipped) -> good[0]++);
        }
        time.advance(Duration.ofMillis(200));
        assertThat(good[0]).isEqualTo(100);
        assertThat(metrics.total("rvoip_media_tick_failures_total")).isEqualTo(100);
    }

    @Test
    void makesUpForAShortPause() {
        StallingLoop stalling = new StallingLoop();
        TickScheduler late = new TickScheduler(stalling, Metrics.none());
        List<Long> heard = new ArrayList<>();
        late.join((now, skipped) -> {
            assertThat(skipped).isZero();
            heard.add(now);
        });
        stalling.runUntil(5 * TickScheduler.PERIOD);
        stalling.stallUntil(9 * TickScheduler.PERIOD);
        stalling.runUntil(12 * TickScheduler.PERIOD);
        assertThat(heard).hasSize(12);
        for (int i = 1; i < heard.size(); i++) {
            assertThat(heard.get(i) - heard.get(i - 1)).isEqualTo(TickScheduler.PERIOD);
        }
    }

    @Test
    void skipsWhatIsTooOldAndSaysSoOnceToEachStream() {
        StallingLoop stalling = new StallingLoop();
        TickScheduler late = new TickScheduler(stalling, Metrics.none());
        int[] ticked = new int[12];
        List<List<Integer>> told = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            int id = i;
            told.add(new ArrayList<>());
            late.join((now, skipped) -> {
                ticked[id] += 1 + skipped;
                if (skipped > 0) {
                    told.get(id).add(skipped);
                }
            });
        }
        stalling.runUntil(5 * TickScheduler.PERIOD);
        stalling.stallUntil(105 * TickScheduler.PERIOD);
        stalling.runUntil(110 * TickScheduler.PERIOD);
        for (int i = 0; i < 12; i++) {
            assertThat(told.get(i)).hasSize(1);
            assertThat(told.get(i).get(0)).isBetween(94, 96);
            assertThat(ticked[i]).isEqualTo(110);
        }
    }

    /** A loop whose clock can move on while its timer waits, as in a pause for garbage collection. */
    private static final class StallingLoop implements Loop {
        private long now;
        private long deadline = Timer.NEVER;
        private Runnable onExpiry = () -> { };

        void runUntil(long end) {
            while (deadline <= end) {
                now = Math.max(now, deadline);
                fire();
            }
            now = end;
        }

        void stallUntil(long end) {
            now = end;
            if (deadline <= now) {
                fire();
            }
        }

        private void fire() {
            deadline = Timer.NEVER;
            onExpiry.run();
        }

        @Override
        public TimeSource time() {
            return new TimeSource() {
                @Override
                public long nanoTime() {
                    return now;
                }

                @Override
                public Instant wallClock() {
                    return Instant.EPOCH.plusNanos(now);
                }
            };
        }

        @Override
        public boolean inLoop() {
            return true;
        }

        @Override
        public void execute(Runnable task) {
            throw new UnsupportedOperationException("not needed here");
        }

        @Override
        public Timer timer(Runnable run) {
            onExpiry = run;
            return at -> deadline = at;
        }
    }
}
