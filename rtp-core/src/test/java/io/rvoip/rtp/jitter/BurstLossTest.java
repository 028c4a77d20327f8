package io.rvoip.rtp.jitter;

import static io.rvoip.rtp.jitter.Listener.FRAME;
import static io.rvoip.rtp.jitter.Listener.MS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BurstLossTest {
    private static BurstLoss of(String packets) {
        BurstPattern pattern = new BurstPattern();
        packets.replace("16", "1".repeat(16)).chars().forEach(packet -> {
            if (packet == '1') {
                pattern.played();
            } else {
                pattern.missing(1);
            }
        });
        return pattern.figures();
    }

    /** RFC 3611 section 4.7.2: 12 packets of burst of which 4 were lost or discarded, 52 of gap and 2. */
    @Test
    void tellsTheExampleOfTheRfc() {
        BurstLoss figures = of("11110111111111111111111X111X1011110111111111111111111X111111111");

        assertThat(figures.expected()).isEqualTo(63); // the RFC says 64 and prints 63
        assertThat(figures.bursts()).isEqualTo(1);
        assertThat(figures.burstLength()).isEqualTo(12);
        assertThat((int) (figures.burstDensity() * 256)).isEqualTo(85); // the RFC's 84 is 0.33 * 256
        assertThat(figures.gapDensity()).isCloseTo(0.04, within(0.001));
        assertThat(figures.gaps()).isEqualTo(2);
        assertThat(figures.gapLength() * 10).as("the mean, by the text; its example adds up both").isEqualTo(255);
    }

    @ParameterizedTest
    @CsvSource({
        "1111,             0, 0, 0, 1",
        "0,                0, 0, 0, 1",
        "16 0 16,          0, 0, 0, 1",
        "00,               1, 2, 2, 0",
        "16 00 16,         1, 2, 2, 2",
        "0 111111111111111 0 16, 1, 17, 2, 1",
        "0 16 0,           0, 0, 0, 1",
        "16 00 16 000,     2, 5, 5, 2",
        "00 16 0 16 00,    2, 4, 4, 1"})
    void tellsBurstsFromSingleLosses(String packets, long bursts, long inBursts, long missing, long gaps) {
        BurstLoss figures = of(packets.replace(" ", ""));

        assertThat(figures.bursts()).isEqualTo(bursts);
        assertThat(figures.burstPackets()).isEqualTo(inBursts);
        assertThat(figures.burstMissing()).isEqualTo(missing);
        assertThat(figures.gaps()).isEqualTo(gaps);
    }

    @Test
    void nothingIsAllZero() {
        BurstLoss figures = of("");

        assertThat(figures).isEqualTo(BurstLoss.NONE);
        assertThat(figures.burstDensity() + figures.gapDensity() + figures.burstLength() + figures.gapLength()).isZero();
    }

    /** Lost and late packets count alike; one that was only overtaken is there. */
    @Test
    void theBufferSeesWhatWasMissingWhenItWasDue() {
        Listener listener = new Listener(JitterSettings.of(8000).withDelay(Duration.ofMillis(40), Duration.ofMillis(40)));
        for (int i = 0; i < 200; i++) {
            if (i < 100 || i > 103) {
                long delay = i == 50 ? 25 * MS : i == 106 ? 300 * MS : 0;
                listener.arrives(i * FRAME + delay, i, i * 160);
            }
        }
        listener.listen(210 * FRAME);

        BurstLoss figures = listener.buffer.burstLoss();
        assertThat(figures.missing()).isEqualTo(5);
        assertThat(figures.bursts()).isEqualTo(1);
        assertThat(figures.burstPackets()).isEqualTo(7);
        assertThat(listener.buffer.packetNanos()).isEqualTo(20 * MS);
        assertThat(listener.leaked()).isZero();
    }
}
