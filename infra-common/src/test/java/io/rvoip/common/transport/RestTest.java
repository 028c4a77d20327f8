package io.rvoip.common.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Metrics;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class RestTest {
    private static boolean rested(NettyLoop loop) {
        return CompletableFuture.supplyAsync(loop::rested, loop).join();
    }

    /** Always has one more task, until it may stop; counts rounds. */
    private static void keepBusy(NettyLoop loop, AtomicBoolean busy) {
        if (busy.get()) {
            loop.execute(() -> keepBusy(loop, busy));
        }
    }

    @Test
    void aLoopThatAlwaysHasMoreToDoDoesNotRest() {
        try (EventLoops loops = EventLoops.watched("watched", 1, Metrics.none())) {
            NettyLoop loop = loops.loops().get(0);
            assertThat(rested(loop)).as("before there was anything").isTrue();
            AtomicBoolean busy = new AtomicBoolean(true);
            loop.execute(() -> keepBusy(loop, busy));
            rested(loop);
            for (int i = 0; i < 100; i++) {
                assertThat(rested(loop)).as("busy, asked the %d. time", i).isFalse();
            }
            busy.set(false);
            while (!rested(loop)) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void aLoopThatIsNotWatchedSaysThatItRests() {
        try (EventLoops loops = EventLoops.create("plain", 1)) {
            NettyLoop loop = loops.loops().get(0);
            assertThat(rested(loop)).isTrue();
            assertThat(rested(loop)).isTrue();
        }
    }
}
