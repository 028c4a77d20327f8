package io.rvoip.common.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.CountingMetrics;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NettyLoopTest {
    private static final long MS = 1_000_000L;

    private final CountingMetrics metrics = new CountingMetrics();
    private final EventLoops loops = EventLoops.create("test", 1, metrics);
    private final NettyLoop loop = loops.next();

    @AfterEach
    void close() {
        loops.close();
    }

    @Test
    void runsTasksInOrderOnItsNamedThreadAndNeverInsideTheCall() throws Exception {
        List<String> log = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch done = new CountDownLatch(1);
        loop.execute(() -> {
            assertThat(loop.inLoop()).isTrue();
            loop.execute(() -> {
                log.add("inner on " + Thread.currentThread().getName());
                done.countDown();
            });
            log.add("outer");
        });
        await(done);

        assertThat(log).containsExactly("outer", "inner on test-0");
        assertThat(loop.inLoop()).isFalse();
    }

    @Test
    void aTaskThatThrowsIsCountedAndTheNextOneRuns() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        loop.execute(() -> {
            throw new IllegalStateException("boom");
        });
        loop.execute(done::countDown);
        await(done);

        assertThat(metrics.value("rvoip_loop_task_failures_total,loop,test-0")).isEqualTo(1);
    }

    /** Turn after turn, since this machine may keep any one of them waiting so long that the loop is not busy. */
    @Test
    void theRestsOfABusyLoopAreCounted() throws Exception {
        String rests = "rvoip_loop_rests_total,loop,test-0";
        assertThat(metrics.value(rests)).isZero();
        for (int turn = 0; metrics.value(rests) == 0 && turn < 1_000; turn++) {
            CountDownLatch done = new CountDownLatch(1);
            loop.execute(() -> {
                for (int i = 0; i < 2 * ReadModeration.SAMPLE; i++) {
                    loop.mediaReads().received();
                }
                loop.execute(done::countDown); // after the end of the turn
            });
            await(done);
        }
        assertThat(metrics.value(rests)).isEqualTo(1);
    }

    @Test
    void timersFireInOrderAndNeverEarly() throws Exception {
        List<String> log = Collections.synchronizedList(new ArrayList<>());
        List<Long> early = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch done = new CountDownLatch(3);
        loop.execute(() -> {
            long start = loop.now();
            for (int delay : new int[] {40, 5, 20}) { // armed out of order: the wake-up has to move forward
                loop.timer(() -> {
                    log.add("t" + delay);
                    if (loop.now() - start < delay * MS) {
                        early.add(loop.now() - start);
                    }
                    done.countDown();
                }).arm(start + delay * MS);
            }
        });
        await(done);

        assertThat(log).containsExactly("t5", "t20", "t40");
        assertThat(early).isEmpty();
    }

    @Test
    void theEarliestDeadlineThereIsFiresAtOnce() throws Exception {
        CountDownLatch fired = new CountDownLatch(1);
        loop.execute(() -> loop.timer(fired::countDown).arm(Long.MIN_VALUE));
        await(fired);
    }

    @Test
    void aTimerMayRearmItselfAndAPastDeadlineDoesNotStarveTasks() throws Exception {
        AtomicReference<Loop.Timer> timer = new AtomicReference<>();
        CountDownLatch fired = new CountDownLatch(50);
        CountDownLatch task = new CountDownLatch(1);
        loop.execute(() -> {
            timer.set(loop.timer(() -> {
                fired.countDown();
                timer.get().arm(loop.now() - MS);
            }));
            timer.get().arm(loop.now());
        });
        await(fired);
        loop.execute(() -> {
            timer.get().cancel();
            task.countDown();
        });
        await(task);
    }

    @Test
    void aTimerThatThrowsHarmsNoOther() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        loop.execute(() -> {
            long now = loop.now();
            loop.timer(() -> {
                throw new IllegalStateException("boom");
            }).arm(now);
            loop.timer(done::countDown).arm(now);
        });
        await(done);
        assertThat(metrics.value("rvoip_loop_task_failures_total,loop,test-0")).isEqualTo(1);
    }

    @Test
    void aCancelledTimerDoesNotFireEvenWhenItsDeadlineHadPassed() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        List<String> log = Collections.synchronizedList(new ArrayList<>());
        loop.execute(() -> {
            Loop.Timer cancelled = loop.timer(() -> log.add("cancelled"));
            cancelled.arm(loop.now() - MS);
            cancelled.cancel();
            loop.timer(done::countDown).arm(loop.now() + MS);
        });
        await(done);
        assertThat(log).isEmpty();
    }

    @Test
    void refusesToArmOutsideOfTheLoop() {
        Loop.Timer timer = loop.timer(() -> {});
        assertThatThrownBy(() -> timer.arm(0)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("test-0");
    }

    @Test
    void rejectsTasksAfterShutdown() {
        loops.close();
        assertThatThrownBy(() -> loop.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void eachLoopHasAThreadOfItsOwnOnEitherTransport() throws Exception {
        try (EventLoops nio = EventLoops.nio("nio", 3, Metrics.none())) {
            assertThat(nio.transport()).isEqualTo("nio");
            List<String> names = new ArrayList<>();
            for (NettyLoop each : nio.loops()) {
                CompletableFuture<String> name = new CompletableFuture<>();
                each.execute(() -> name.complete(Thread.currentThread().getName()));
                names.add(name.get(10, TimeUnit.SECONDS));
            }
            assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.startsWith("nio-"));
            assertThat(List.of(nio.next(), nio.next(), nio.next())).containsExactlyElementsOf(nio.loops());
        }
        assertThatThrownBy(() -> EventLoops.create("none", 0)).hasMessage("threads: 0 (expected: at least 1)");
    }

    @Test
    void closeFromALoopDoesNotWaitForItself() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        loop.execute(() -> {
            loops.close();
            done.countDown();
        });
        await(done);
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    }
}
