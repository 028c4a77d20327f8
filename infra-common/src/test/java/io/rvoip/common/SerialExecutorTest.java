package io.rvoip.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SerialExecutorTest {
    private final Deque<Runnable> pool = new ArrayDeque<>();
    private final SerialExecutor serial = new SerialExecutor(pool::add, 20);
    private final List<Integer> ran = new ArrayList<>();

    @Test
    void runsInOrderWithOneTaskInThePool() {
        execute(5);
        assertThat(pool).hasSize(1);
        runPool();

        assertThat(ran).containsExactly(0, 1, 2, 3, 4);
        assertThat(serial.pending()).isZero();
        execute(1);
        assertThat(pool).as("takes a place again after being idle").hasSize(1);
    }

    @Test
    void letsOthersHaveTheThreadAfterABatch() {
        execute(20);
        pool.poll().run();

        assertThat(ran).hasSize(16);
        assertThat(pool).hasSize(1);
        runPool();
        assertThat(ran).hasSize(20).isSorted();
    }

    @Test
    void refusesBeyondItsCapacity() {
        execute(20);
        assertThatThrownBy(() -> serial.execute(() -> ran.add(99))).isInstanceOf(RejectedExecutionException.class)
                .hasMessage("20 tasks are waiting already");
        runPool();
        assertThat(ran).hasSize(20).doesNotContain(99);
    }

    @Test
    void aTaskThatThrowsDoesNotStopTheNext() {
        serial.execute(() -> {
            throw new IllegalStateException("boom");
        });
        execute(1);
        runPool();
        assertThat(ran).containsExactly(0);
    }

    @Test
    void aTaskMayPostAnother() {
        serial.execute(() -> {
            serial.execute(() -> ran.add(2));
            ran.add(1);
        });
        runPool();
        assertThat(ran).containsExactly(1, 2);
    }

    @Test
    void aPoolThatRefusesLeavesNothingBehind() {
        SerialExecutor refused = new SerialExecutor(task -> {
            throw new RejectedExecutionException("closed");
        }, 5);
        assertThatThrownBy(() -> refused.execute(() -> {})).hasMessage("closed");
        assertThat(refused.pending()).isZero();
    }

    @Test
    void whatWasAcceptedRunsWhenThePoolClosesMeanwhile() {
        boolean[] open = {true};
        SerialExecutor closing = new SerialExecutor(task -> {
            if (!open[0]) {
                throw new RejectedExecutionException("closed");
            }
            pool.add(task);
        }, 100);
        for (int i = 0; i < 40; i++) {
            int number = i;
            closing.execute(() -> ran.add(number));
        }
        open[0] = false;
        runPool();
        assertThat(ran).hasSize(40).isSorted();
    }

    @Test
    void callsOnAPoolNeverOverlapWithinOneAndThreadsAreBounded() throws InterruptedException {
        int calls = 20;
        int tasks = 50;
        CountDownLatch done = new CountDownLatch(calls * tasks);
        AtomicInteger overlaps = new AtomicInteger();
        List<String> threads = Collections.synchronizedList(new ArrayList<>());
        try (CallbackPool callbacks = new CallbackPool("user", 3, tasks)) {
            for (int call = 0; call < calls; call++) {
                SerialExecutor own = callbacks.serial();
                AtomicInteger inside = new AtomicInteger();
                for (int i = 0; i < tasks; i++) {
                    own.execute(() -> {
                        overlaps.addAndGet(inside.getAndIncrement());
                        threads.add(Thread.currentThread().getName());
                        inside.decrementAndGet();
                        done.countDown();
                    });
                }
            }
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(overlaps).hasValue(0);
        assertThat(threads.stream().distinct()).isSubsetOf("user-0", "user-1", "user-2");
    }

    private void execute(int count) {
        for (int i = 0; i < count; i++) {
            int number = i;
            serial.execute(() -> ran.add(number));
        }
    }

    private void runPool() {
        while (!pool.isEmpty()) {
            pool.poll().run();
        }
    }
}
