package io.rvoip.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DoorbellTest {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final AtomicInteger runs = new AtomicInteger();
    private final Doorbell bell = new Doorbell(tasks::add, runs::incrementAndGet);

    @Test
    void runsOnceHoweverOftenItWasRung() {
        assertThat(bell.ring()).isTrue();
        assertThat(bell.ring()).isTrue();
        assertThat(tasks).hasSize(1);
        tasks.remove().run();
        assertThat(runs).hasValue(1);
        bell.ring();
        tasks.remove().run();
        assertThat(runs).hasValue(2);
    }

    @Test
    void whatIsRungWhileTheTaskRunsRunsAgain() {
        Queue<Runnable> loop = new ArrayDeque<>();
        Doorbell[] own = new Doorbell[1];
        own[0] = new Doorbell(loop::add, () -> {
            if (runs.incrementAndGet() == 1) {
                own[0].ring();
            }
        });
        own[0].ring();
        loop.remove().run();
        loop.remove().run();
        assertThat(runs).hasValue(2);
    }

    @Test
    void saysThatItsLoopHasEnded() {
        Doorbell late = new Doorbell(task -> {
            throw new RejectedExecutionException("ended");
        }, runs::incrementAndGet);
        assertThat(late.ring()).isFalse();
        assertThat(late.ring()).as("and again").isFalse();
    }
}
