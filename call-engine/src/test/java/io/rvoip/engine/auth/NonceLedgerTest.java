package io.rvoip.engine.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class NonceLedgerTest {
    private final NonceLedger ledger = new NonceLedger(16);

    private boolean claim(long serial, long count) {
        return ledger.claim(serial, count, false, 0);
    }

    @Test
    void countsMustRise() {
        assertThat(claim(5, 1)).isTrue();
        assertThat(claim(5, 1)).isFalse();
        assertThat(claim(5, 3)).isTrue();
        assertThat(claim(5, 2)).isFalse();
        assertThat(claim(5, 4)).isTrue();
    }

    @Test
    void eachNonceHasItsOwnCount() {
        assertThat(claim(5, 9)).isTrue();
        assertThat(claim(4, 1)).isTrue();
        assertThat(claim(6, 1)).isTrue();
    }

    @Test
    void spentNonceIsGoodForNothing() {
        assertThat(ledger.claim(5, 1, true, 0)).isTrue();
        assertThat(claim(5, Long.MAX_VALUE - 1)).isFalse();
        assertThat(ledger.claim(5, 2, true, 0)).isFalse();
    }

    @Test
    void usedNonceCannotBeSpent() {
        assertThat(claim(5, 1)).isTrue();
        assertThat(ledger.claim(5, 2, true, 0)).isFalse();
        assertThat(claim(5, 2)).isTrue();
    }

    @Test
    void forgottenForWantOfRoomCountsAsUsed() {
        for (int serial = 1; serial <= 17; serial++) {
            assertThat(claim(serial, 1)).isTrue();
        }
        assertThat(ledger.size()).isEqualTo(16);
        assertThat(claim(1, 2)).isFalse();
        assertThat(claim(2, 2)).isTrue();
    }

    @Test
    void unusedNonceOlderThanOneForgottenCountsAsUsedToo() {
        for (int serial = 10; serial <= 26; serial++) {
            claim(serial, 1);
        }
        assertThat(claim(9, 1)).isFalse();
        assertThat(claim(27, 1)).isTrue();
    }

    @Test
    void forgottenForAgeCountsAsUsedForAClockThatLagsBehind() {
        assertThat(claim(5, 1)).isTrue();
        assertThat(ledger.claim(100, 1, false, 50)).isTrue();
        assertThat(ledger.size()).isEqualTo(1);
        assertThat(ledger.claim(5, 2, false, 0)).isFalse();
    }

    @Test
    void oneOfManyThreadsWins() throws Exception {
        int threads = 4;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        AtomicInteger won = new AtomicInteger();
        try {
            for (int round = 1; round <= 200; round++) {
                long count = round;
                CountDownLatch go = new CountDownLatch(1);
                CountDownLatch done = new CountDownLatch(threads);
                for (int i = 0; i < threads; i++) {
                    pool.execute(() -> {
                        try {
                            go.await();
                            if (claim(7, count)) {
                                won.incrementAndGet();
                            }
                        } catch (InterruptedException stopped) {
                            Thread.currentThread().interrupt();
                        } finally {
                            done.countDown();
                        }
                    });
                }
                go.countDown();
                assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(won).hasValue(200);
    }
}
