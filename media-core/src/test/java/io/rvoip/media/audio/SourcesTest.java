package io.rvoip.media.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.media.analysis.AudioComparison;
import io.rvoip.media.analysis.ToneDetector;
import io.rvoip.media.analysis.ToneGenerator;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourcesTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Nested
    class Clip {
        @ParameterizedTest
        @CsvSource({"8000,8000", "16000,8000", "48000,8000", "8000,16000", "44100,8000"})
        void playsAllOfItOnceAtTheRateOfTheCall(int clipRate, int callRate) {
            AudioClip clip = ToneGenerator.sweep(clipRate, 300, 3000, 0.4, SECOND);
            ClipSource source = ClipSource.once(clip);
            source.open(callRate);
            AudioClip played = play(source, callRate, 60);
            assertThat(AudioComparison.compare(clip, played).correlation()).isGreaterThan(0.98);
            assertThat(source.finished()).isTrue();
        }

        @Test
        void nothingIsLeftAfterTheEnd() {
            ClipSource source = ClipSource.once(AudioClip.mono(8000, new short[200]));
            short[] frame = new short[160];
            assertThat(source.read(frame, 160)).isEqualTo(160);
            assertThat(source.finished()).isFalse();
            assertThat(source.read(frame, 160)).isEqualTo(40);
            assertThat(source.read(frame, 160)).isZero();
            assertThat(source.finished()).isTrue();
        }

        @Test
        void loopsWithoutAGap() {
            short[] ramp = new short[100];
            for (int i = 0; i < ramp.length; i++) {
                ramp[i] = (short) i;
            }
            ClipSource source = ClipSource.looping(AudioClip.mono(8000, ramp));
            short[] frame = new short[160];
            for (int f = 0; f < 10; f++) {
                assertThat(source.read(frame, 160)).isEqualTo(160);
                for (int i = 0; i < 160; i++) {
                    assertThat((int) frame[i]).isEqualTo((f * 160 + i) % 100);
                }
            }
            assertThat(source.finished()).isFalse();
        }

        @Test
        void emptyClipIsSilenceAndNoEndlessLoop() {
            assertThat(ClipSource.looping(AudioClip.mono(8000, new short[0])).read(new short[160], 160)).isZero();
        }
    }

    @Nested
    class Tone {
        @Test
        void isThatToneAtAnyRate() {
            for (int rate : new int[] {8000, 16_000, 48_000}) {
                ToneSource source = new ToneSource(440);
                source.open(rate);
                assertThat(ToneDetector.share(play(source, rate, 50), 440)).isGreaterThan(0.99);
            }
        }

        @Test
        void refusesNonsense() {
            assertThatThrownBy(() -> new ToneSource(0)).hasMessage("hertz: 0.0 (expected: above 0)");
            assertThatThrownBy(() -> new ToneSource(440, 2)).hasMessage("amplitude: 2.0 (expected: 0-1)");
        }
    }

    @Nested
    class Echo {
        private final EchoSource echo = new EchoSource();

        @Test
        void saysWhatItHeardOnce() {
            short[] frame = new short[160];
            Arrays.fill(frame, (short) 7);
            echo.write(frame, 160);
            short[] out = new short[160];
            assertThat(echo.read(out, 160)).isEqualTo(160);
            assertThat(out).containsOnly((short) 7);
            assertThat(echo.read(out, 160)).isZero();
        }

        @Test
        void holdsTheNewest200Millis() {
            short[] frame = new short[160];
            for (int f = 0; f < 15; f++) {
                Arrays.fill(frame, (short) f);
                echo.write(frame, 160);
            }
            short[] out = new short[160];
            for (int f = 5; f < 15; f++) {
                assertThat(echo.read(out, 160)).isEqualTo(160);
                assertThat(out).containsOnly((short) f);
            }
            assertThat(echo.read(out, 160)).isZero();
        }
    }

    @Nested
    class Buffer {
        @Test
        void keepsUpToItsBoundAndCountsTheRest() {
            BufferSink sink = new BufferSink(Duration.ofMillis(50));
            short[] frame = new short[160];
            for (int f = 0; f < 4; f++) {
                sink.write(frame, 160);
            }
            assertThat(sink.clip().duration()).isEqualTo(Duration.ofMillis(50));
            assertThat(sink.dropped()).isEqualTo(640 - 400);
        }

        @Test
        void beginsAnewAtAnotherRate() {
            BufferSink sink = new BufferSink(SECOND);
            sink.write(new short[160], 160);
            sink.open(16_000);
            sink.write(new short[320], 320);
            assertThat(sink.clip().sampleRate()).isEqualTo(16_000);
            assertThat(sink.clip().frames()).isEqualTo(320);
        }
    }

    private static AudioClip play(AudioSource source, int rate, int frames) {
        short[] out = new short[rate / 50 * frames];
        short[] frame = new short[rate / 50];
        for (int f = 0; f < frames; f++) {
            Arrays.fill(frame, (short) 0);
            source.read(frame, frame.length);
            System.arraycopy(frame, 0, out, f * frame.length, frame.length);
        }
        return AudioClip.mono(rate, out);
    }
}
