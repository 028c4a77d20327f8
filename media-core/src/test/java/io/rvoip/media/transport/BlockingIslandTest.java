package io.rvoip.media.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BlockingIslandTest {
    @Test
    void runsWhatWasTakenBeforeItEnds() {
        AtomicInteger ran = new AtomicInteger();
        Set<String> threads = ConcurrentHashMap.newKeySet();
        try (BlockingIsland island = BlockingIsland.create("files", 2, 100)) {
            for (int i = 0; i < 50; i++) {
                island.execute(() -> {
                    threads.add(Thread.currentThread().getName());
                    ran.incrementAndGet();
                });
            }
        }
        assertThat(ran).hasValue(50);
        assertThat(threads).isSubsetOf("files-0", "files-1");
    }

    @Test
    void refusesWhatItHasNoRoomFor() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (BlockingIsland island = BlockingIsland.create("files", 1, 1)) {
            island.execute(() -> {
                running.countDown();
                await(release);
            });
            assertThat(running.await(5, TimeUnit.SECONDS)).isTrue();
            island.execute(() -> { });
            assertThatThrownBy(() -> island.execute(() -> { })).isInstanceOf(RejectedExecutionException.class);
            release.countDown();
        }
    }

    @Test
    void refusesEverythingOnceClosed() {
        BlockingIsland island = BlockingIsland.create("files", 1, 1);
        island.close();
        assertThatThrownBy(() -> island.execute(() -> { })).isInstanceOf(RejectedExecutionException.class);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
