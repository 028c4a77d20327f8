package io.rvoip.rtp.jitter;

import static io.rvoip.rtp.jitter.Listener.FRAME;
import static io.rvoip.rtp.jitter.Listener.MS;
import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.testing.SeededIds;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What holds whatever the path does. */
class JitterBufferPropertyTest {
    private static final int PACKETS = 600;
    private static final int MAX_PACKETS = 32;
    private static final int MAX_DELAY_MS = 120;

    @Property(tries = 200)
    void orderBoundsAndAccounts(@ForAll long seed, @ForAll @IntRange(max = 30) int lossPercent,
            @ForAll @IntRange(max = 400) int jitterMs, @ForAll @IntRange(max = 10) int duplicatePercent,
            @ForAll @IntRange(min = 95, max = 105) int speed, @ForAll @IntRange(max = 65_535) int firstSequence,
            @ForAll int firstTimestamp) {
        SeededIds random = new SeededIds(seed);
        Listener listener = new Listener(JitterSettings.of(8000)
                .withDelay(Duration.ZERO, Duration.ofMillis(MAX_DELAY_MS)).withMaxPackets(MAX_PACKETS));
        for (int i = 0; i < PACKETS; i++) {
            long at = i * FRAME * 100 / speed + (long) (random.nextDouble() * jitterMs * MS);
            if (random.nextInt(100) >= lossPercent) {
                listener.arrives(at, firstSequence + i, firstTimestamp + i * 160);
                if (random.nextInt(100) < duplicatePercent) {
                    listener.arrives(at + random.nextInt(40) * MS, firstSequence + i, firstTimestamp + i * 160);
                }
            }
        }

        listener.listen((PACKETS + 100) * FRAME);

        for (int i = 1; i < listener.sequences.size(); i++) {
            assertThat((short) (listener.sequences.get(i) - listener.sequences.get(i - 1))).isPositive();
        }
        assertThat(listener.largest).isLessThanOrEqualTo(Math.min(MAX_PACKETS, MAX_DELAY_MS / 20 + 3));
        JitterStatistics statistics = listener.buffer.statistics();
        assertThat(statistics.played()).isEqualTo(listener.count(Pull.PACKET));
        assertThat(statistics.missing()).isEqualTo(listener.count(Pull.MISSING));
        assertThat(statistics.buffered()).isZero();
        assertThat(statistics.inserted()).isBetween(statistics.played(), statistics.played() + statistics.discarded());
        assertThat(listener.leaked()).isZero();
        if (jitterMs <= 60 && lossPercent == 0) {
            assertThat(statistics.played() + statistics.discarded() + statistics.late())
                    .isGreaterThanOrEqualTo(PACKETS);
            assertThat(statistics.played()).isGreaterThan(PACKETS * 85 / 100);
        }
    }
}
