package io.rvoip.media.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rvoip.media.audio.AudioClip;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToneDetectorTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @ParameterizedTest
    @ValueSource(ints = {8000, 16_000, 44_100, 48_000})
    void hearsItsToneAtAnyRate(int rate) {
        assertThat(heard(440, ToneGenerator.sine(rate, 440, 0.3, SECOND))).isEqualTo(1000);
    }

    @Test
    void ignoresOtherTonesAndNoise() {
        assertThat(heard(440, ToneGenerator.sine(8000, 480, 0.3, SECOND))).isZero();
        assertThat(heard(440, ToneGenerator.sine(8000, 880, 0.3, SECOND))).isZero();
        Random random = new Random(7);
        short[] noise = new short[8000];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (short) (random.nextGaussian() * 3000);
        }
        assertThat(heard(440, AudioClip.mono(8000, noise))).isZero();
    }

    @Test
    void ignoresSilenceAndWhatIsTooFaint() {
        assertThat(heard(440, AudioClip.mono(8000, new short[8000]))).isZero();
        assertThat(heard(440, ToneGenerator.sine(8000, 440, 0.001, SECOND))).isZero();
    }

    @Test
    void countsOnlyThePartThatWasTone() {
        ToneDetector detector = new ToneDetector(440);
        write(detector, ToneGenerator.sine(8000, 440, 0.3, Duration.ofMillis(400)));
        write(detector, AudioClip.mono(8000, new short[4000]));
        assertThat(detector.heardMillis()).isEqualTo(400);
    }

    @Test
    void shareTellsPureFromMixed() {
        assertThat(ToneDetector.share(ToneGenerator.sine(8000, 1000, 0.3, SECOND), 1000)).isCloseTo(1, within(0.01));
        assertThat(ToneDetector.share(ToneGenerator.mix(8000, 0.3, SECOND, 440, 1000), 1000))
                .isCloseTo(0.5, within(0.01));
        assertThat(ToneDetector.share(AudioClip.mono(8000, new short[100]), 1000)).isZero();
    }

    private static int heard(double hertz, AudioClip clip) {
        ToneDetector detector = new ToneDetector(hertz);
        detector.open(clip.sampleRate());
        write(detector, clip);
        return detector.heardMillis();
    }

    private static void write(ToneDetector detector, AudioClip clip) {
        short[] frame = new short[clip.sampleRate() / 50];
        for (int at = 0; at < clip.frames(); at += frame.length) {
            detector.write(frame, clip.copy(at, frame, frame.length));
        }
    }
}
