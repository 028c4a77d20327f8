package io.rvoip.common.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReadModerationTest {
    private long now = -50; // times have no sign
    private int rests;
    private final ArrayDeque<Runnable> endOfTurn = new ArrayDeque<>();
    private final ReadModeration reads = new ReadModeration(endOfTurn::add, () -> now, () -> rests++);

    @Test
    void aLoopThatIsSeldomWokenDoesNotRest() {
        arrive(7_900, 1_000, 1);

        assertThat(rests).isZero();
    }

    @Test
    void aBusyOneRestsOnceInEachTurn() {
        arrive(8_100, ReadModeration.SAMPLE, 1);
        int before = rests;
        arrive(8_100, 1_000, 2);

        assertThat(before).isEqualTo(1);
        assertThat(rests - before).isEqualTo(500);
    }

    @Test
    void aTurnThatFoundTwiceWhatARestGathersIsFollowedByNone() {
        arrive(20_000, 2 * ReadModeration.SAMPLE, 1); // a rest gathers four
        int before = rests;
        arrive(20_000, 70, 7);
        assertThat(rests - before).isEqualTo(10);

        arrive(20_000, 80, 8);
        assertThat(rests - before).isEqualTo(10);
    }

    @Test
    void itStopsWithTheFirstSampleThatTookLonger() {
        arrive(20_000, 2 * ReadModeration.SAMPLE, 1);
        int before = rests;
        arrive(100, 10 * ReadModeration.SAMPLE, 1);

        assertThat(rests - before).isEqualTo(ReadModeration.SAMPLE - 1);
    }

    @Test
    void aLoopThatIsEndingTakesInWhatArrives() {
        ReadModeration ending = new ReadModeration(task -> {
            throw new RejectedExecutionException();
        }, () -> now, () -> rests++);
        for (int i = 0; i < 3 * ReadModeration.SAMPLE; i++) {
            ending.received();
        }

        assertThat(rests).isZero();
    }

    /** Datagrams at a rate, so many in each turn of the loop. */
    private void arrive(int perSecond, int datagrams, int perTurn) {
        for (int i = 1; i <= datagrams; i++) {
            now += TimeUnit.SECONDS.toNanos(1) / perSecond;
            reads.received();
            if (i % perTurn == 0) {
                endOfTurn.forEach(Runnable::run);
                endOfTurn.clear();
            }
        }
    }
}
