package io.rvoip.media.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rvoip.media.audio.AudioClip;
import io.rvoip.media.codec.G711;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AudioComparisonTest {
    private static final int RATE = 8000;
    private final AudioClip reference = murmur(3, 4 * RATE);

    @Test
    void exactCopy() {
        Similarity s = AudioComparison.compare(reference, reference);
        assertThat(s.correlation()).isEqualTo(1, within(1e-9));
        assertThat(s.gain()).isEqualTo(1, within(1e-9));
        assertThat(s.snrDb()).isGreaterThan(100);
        assertThat(s.lag()).isZero();
        assertThat(s.overlap()).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void delayedAndQuieter() {
        short[] late = new short[reference.frames() + 800];
        for (int i = 0; i < reference.frames(); i++) {
            late[i + 800] = (short) (reference.sample(i, 0) / 2);
        }
        Similarity s = AudioComparison.compare(reference, AudioClip.mono(RATE, late));
        assertThat(s.lag()).isEqualTo(Duration.ofMillis(100));
        assertThat(s.gain()).isEqualTo(0.5, within(0.001));
        assertThat(s.correlation()).isGreaterThan(0.9999);
    }

    @Test
    void recordingThatBeganInTheMiddleHasNegativeLag() {
        AudioClip part = reference.slice(Duration.ofMillis(500), Duration.ofSeconds(2));
        Similarity s = AudioComparison.compare(reference, part);
        assertThat(s.lag()).isEqualTo(Duration.ofMillis(-500));
        assertThat(s.overlap()).isEqualTo(Duration.ofSeconds(2));
        assertThat(s.above(0.999)).isTrue();
    }

    @Test
    void noiseOfKnownPowerGivesItsRatio() {
        Random random = new Random(5);
        double sigma = reference.rms() / Math.sqrt(10);
        short[] noisy = new short[reference.frames()];
        for (int i = 0; i < noisy.length; i++) {
            noisy[i] = (short) Math.round(reference.sample(i, 0) + sigma * random.nextGaussian());
        }
        Similarity s = AudioComparison.compare(reference, AudioClip.mono(RATE, noisy));
        assertThat(s.snrDb()).isEqualTo(10, within(0.2));
        assertThat(s.correlation()).isEqualTo(Math.sqrt(10 / 11.0), within(0.005));
    }

    @Test
    void g711IsHeardWell() {
        short[] coded = new short[reference.frames()];
        for (int i = 0; i < coded.length; i++) {
            coded[i] = G711.fromUlaw(G711.toUlaw(reference.sample(i, 0)));
        }
        assertThat(AudioComparison.compare(reference, AudioClip.mono(RATE, coded)).snrDb()).isBetween(30.0, 45.0);
    }

    @Test
    void otherAudioAndSilenceAreNotHeard() {
        assertThat(AudioComparison.compare(reference, murmur(99, 4 * RATE)).above(0.3)).isFalse();
        assertThat(AudioComparison.compare(reference, AudioClip.mono(RATE, new short[RATE])).correlation()).isZero();
        assertThat(AudioComparison.compare(reference, AudioClip.mono(RATE, new short[0]))).isEqualTo(Similarity.NONE);
    }

    @Test
    void ratesMayDiffer() {
        Similarity s = AudioComparison.compare(reference.atRate(48_000), reference);
        assertThat(s.correlation()).isGreaterThan(0.98);
        assertThat(s.lag().abs()).isLessThan(Duration.ofMillis(1));
    }

    @Test
    void aSecondCopyThatIsCutOffIsNotTakenForOneThatAJitterBufferHasMoved() {
        int jump = 160;
        short[] twice = new short[reference.frames() * 8 / 5 + jump];
        for (int i = 0; i + jump < twice.length; i++) {
            twice[i < reference.frames() / 2 ? i : i + jump] = reference.sample(i % reference.frames(), 0);
        }
        WindowedSimilarity windows = AudioComparison.windowed(reference, AudioClip.mono(RATE, twice), Duration.ofMillis(400),
                Duration.ofMillis(100));
        assertThat(windows.together().correlation()).isGreaterThan(0.99);
        assertThat(windows.together().lag()).isBetween(Duration.ZERO, Duration.ofMillis(20));
    }

    @Test
    void windowsFollowAJumpThatTheWholeCannot() {
        short[] jumped = new short[reference.frames() + 160];
        for (int i = 0; i < reference.frames(); i++) {
            jumped[i < reference.frames() / 2 ? i : i + 160] = reference.sample(i, 0);
        }
        AudioClip recording = AudioClip.mono(RATE, jumped);
        assertThat(AudioComparison.compare(reference, recording).above(0.9)).isFalse();
        WindowedSimilarity windows = AudioComparison.windowed(reference, recording, Duration.ofMillis(400),
                Duration.ofMillis(100));
        assertThat(windows.windows()).hasSize(10);
        assertThat(windows.together().correlation()).isGreaterThan(0.99);
        assertThat(windows.together().overlap()).isEqualTo(Duration.ofSeconds(4));
        assertThat(windows.drift()).isEqualTo(Duration.ofMillis(20));
        assertThat(windows.toString()).startsWith("correlation 1.0000").endsWith("in 10 windows, drift 20.0 ms");
    }

    @Test
    void aWindowThatIsMissingOrForeignCountsAgainstAllOfThem() {
        short[] holed = reference.samples();
        Arrays.fill(holed, RATE, 2 * RATE, (short) 0);
        assertThat(together(reference, AudioClip.mono(RATE, holed))).isEqualTo(Math.sqrt(0.75), within(0.05));
        assertThat(together(reference, reference.slice(Duration.ZERO, Duration.ofSeconds(2))))
                .isLessThan(0.75);
        assertThat(together(reference, murmur(99, 4 * RATE))).isLessThan(0.5);
    }

    private static double together(AudioClip said, AudioClip heard) {
        return AudioComparison.windowed(said, heard, Duration.ofMillis(400), Duration.ofSeconds(2)).together().correlation();
    }

    @Test
    void aQuietWindowIsFoundBesideALoudOne() {
        short[] uneven = reference.samples();
        for (int i = 0; i < uneven.length; i++) {
            double voiced = uneven[i] + 8000 * Math.sin(i / 6.0); // as vowels, which all resemble each other
            uneven[i] = (short) (i / 3200 % 2 == 0 ? voiced / 3 : voiced);
        }
        AudioClip clip = AudioClip.mono(RATE, uneven);
        assertThat(AudioComparison.windowed(clip, clip, Duration.ofMillis(400), Duration.ofSeconds(2)).together().correlation())
                .isEqualTo(1, within(1e-6));
    }

    @Test
    void windowsLeaveOutSilence() {
        short[] half = reference.samples();
        Arrays.fill(half, 0, half.length / 2, (short) 0);
        AudioClip clip = AudioClip.mono(RATE, half);
        assertThat(AudioComparison.windowed(clip, clip, Duration.ofMillis(400), Duration.ZERO).windows()).hasSize(5);
        assertThatThrownBy(() -> AudioComparison.windowed(clip, clip, Duration.ZERO, Duration.ZERO))
                .hasMessageStartingWith("window: PT0S");
    }

    @Test
    void saysItInWords() {
        Similarity s = new Similarity(Duration.ofMillis(40), Duration.ofSeconds(5), 0.98765, 0.5, 24.04);
        assertThat(s).hasToString("correlation 0.9877, SNR 24.0 dB, lag 40.0 ms, gain 0.500 over 5.00 s");
    }

    /** Noise with the slow swing of speech: lines up in one place only. */
    private static AudioClip murmur(int seed, int samples) {
        Random random = new Random(seed);
        short[] out = new short[samples];
        double low = 0;
        for (int i = 0; i < samples; i++) {
            low = 0.8 * low + random.nextGaussian();
            out[i] = (short) (2000 * low * (1.2 + Math.sin(i / 900.0)) / 2);
        }
        return AudioClip.mono(RATE, out);
    }
}
