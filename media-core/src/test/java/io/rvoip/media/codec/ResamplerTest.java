package io.rvoip.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.media.analysis.AudioComparison;
import io.rvoip.media.analysis.Similarity;
import io.rvoip.media.analysis.ToneGenerator;
import io.rvoip.media.audio.AudioClip;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplerTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @ParameterizedTest
    @CsvSource({"8000,16000", "16000,8000", "8000,48000", "48000,8000", "16000,48000", "48000,16000", "32000,8000",
        "8000,32000", "44100,8000", "8000,44100", "11025,8000", "8000,8000"})
    void keepsToneLevelAndPlace(int from, int to) {
        AudioClip in = ToneGenerator.sweep(from, 300, 3000, 0.5, SECOND);
        AudioClip wanted = ToneGenerator.sweep(to, 300, 3000, 0.5, SECOND);
        AudioClip out = AudioClip.mono(to, Resampler.convert(in.samples(), from, to));
        Similarity similarity = AudioComparison.compare(wanted, out);
        assertThat(out.frames()).isBetween(to - 1, to);
        assertThat(similarity.correlation()).isGreaterThan(0.999);
        assertThat(similarity.lag().abs()).isLessThan(Duration.ofNanos(130_000));
        assertThat(similarity.gain()).isBetween(0.99, 1.01);
    }

    @Test
    void removesWhatWouldAlias() {
        AudioClip in = ToneGenerator.sine(16_000, 5000, 0.5, SECOND);
        AudioClip out = AudioClip.mono(8000, Resampler.convert(in.samples(), 16_000, 8000));
        AudioClip steady = out.slice(Duration.ofMillis(100), Duration.ofMillis(800));
        assertThat(20 * Math.log10(steady.rms() / in.rms())).isLessThan(-60);
    }

    @Test
    void givesTheSameHoweverTheInputIsCut() {
        short[] in = ToneGenerator.sine(48_000, 440, 0.5, SECOND).samples();
        Resampler whole = new Resampler(48_000, 8000);
        short[] expected = new short[whole.maxOutput(in.length)];
        int total = whole.process(in, 0, in.length, expected, 0);
        Resampler parts = new Resampler(48_000, 8000);
        short[] out = new short[expected.length];
        Random random = new Random(1);
        int written = 0;
        for (int at = 0; at < in.length; ) {
            int n = Math.min(in.length - at, random.nextInt(700));
            written += parts.process(in, at, n, out, written);
            at += n;
        }
        assertThat(written).isEqualTo(total).isBetween(7999, 8001);
        assertThat(out).isEqualTo(expected);
    }

    @Test
    void clipsInsteadOfWrapping() {
        short[] square = new short[800];
        for (int i = 0; i < square.length; i++) {
            square[i] = i / 40 % 2 == 0 ? Short.MAX_VALUE : Short.MIN_VALUE;
        }
        short[] out = Resampler.convert(square, 8000, 16_000);
        for (int i = 170; i < 235; i++) {
            assertThat((int) out[i]).isGreaterThan(20_000);
        }
    }

    @ParameterizedTest
    @CsvSource({"0,8000", "8000,-1", "999,8000", "8000,200000", "8000,44101"})
    void refusesRatesItCannotServe(int from, int to) {
        assertThatThrownBy(() -> new Resampler(from, to)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected");
    }
}
