package io.rvoip.media.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.media.Conformance;
import io.rvoip.media.analysis.AudioComparison;
import io.rvoip.media.analysis.ToneGenerator;
import io.rvoip.media.audio.AudioClip;
import io.rvoip.media.file.WavFile;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConcealerTest {
    private static final int FRAME = 160;

    @ParameterizedTest
    @ValueSource(ints = {8000, 16_000, 48_000})
    void onePeriodicFrameIsReplacedAlmostPerfectly(int rate) {
        AudioClip tone = ToneGenerator.mix(rate, 0.2, Duration.ofMillis(400), 150, 300, 450);
        AudioClip out = runThrough(tone, rate / 50, 10, 10);
        AudioClip gap = out.slice(Duration.ofMillis(200), Duration.ofMillis(10));
        AudioClip was = tone.slice(Duration.ofMillis(200), Duration.ofMillis(10));
        assertThat(AudioComparison.compare(was, gap).correlation()).isGreaterThan(0.98);
        assertThat(gap.rms()).isBetween(0.9 * was.rms(), 1.1 * was.rms());
    }

    @Test
    void fadesToSilenceWithin60Millis() {
        AudioClip tone = ToneGenerator.sine(8000, 200, 0.5, Duration.ofSeconds(1));
        AudioClip out = runThrough(tone, FRAME, 10, 19);
        double[] level = new double[10];
        for (int i = 0; i < 10; i++) {
            level[i] = out.slice(Duration.ofMillis(200 + 20 * i), Duration.ofMillis(20)).rms();
        }
        assertThat(level[0]).isGreaterThan(0.9 * tone.rms());
        assertThat(level[1]).isLessThan(level[0]).isGreaterThan(level[2]);
        assertThat(level[3]).isZero();
        assertThat(level[9]).isZero();
    }

    @Test
    void nothingHeardYetGivesSilence() {
        short[] frame = new short[FRAME];
        Arrays.fill(frame, (short) 99);
        new Concealer(8000).conceal(frame, 0, FRAME);
        assertThat(frame).containsOnly((short) 0);
    }

    @Test
    void returnsWithoutAClick() {
        AudioClip tone = ToneGenerator.sine(8000, 210, 0.5, Duration.ofSeconds(1));
        int steepest = steepestStep(tone);
        for (int lost = 1; lost < 8; lost++) {
            AudioClip out = runThrough(tone, FRAME, 10, 9 + lost);
            assertThat(steepestStep(out)).as("%d lost", lost).isLessThan(3 * steepest);
        }
    }

    @Test
    void goodFramesPassUntouched() {
        AudioClip tone = ToneGenerator.sine(8000, 210, 0.5, Duration.ofSeconds(1));
        assertThat(runThrough(tone, FRAME, 1000, 1000).samples()).isEqualTo(tone.samples());
    }

    @Test
    void speechWithLossSoundsMoreLikeItselfThanWithHoles() {
        AudioClip speech = WavFile.read(Conformance.file("audio/speech8k.wav")).clip();
        short[] concealed = new short[speech.frames()];
        short[] holes = new short[speech.frames()];
        Concealer concealer = new Concealer(8000);
        Random random = new Random(11);
        short[] frame = new short[FRAME];
        for (int at = 0; at + FRAME <= speech.frames(); at += FRAME) {
            if (random.nextInt(100) < 5) {
                concealer.conceal(frame, 0, FRAME);
            } else {
                speech.copy(at, frame, FRAME);
                System.arraycopy(frame, 0, holes, at, FRAME);
                concealer.received(frame, 0, FRAME);
            }
            System.arraycopy(frame, 0, concealed, at, FRAME);
        }
        double with = AudioComparison.compare(speech, AudioClip.mono(8000, concealed)).correlation();
        double without = AudioComparison.compare(speech, AudioClip.mono(8000, holes)).correlation();
        assertThat(with).isGreaterThan(0.95);
        assertThat(with).isGreaterThan(without - 0.02);
    }

    @Test
    void resetForgets() {
        Concealer concealer = new Concealer(8000);
        short[] frame = ToneGenerator.sine(8000, 200, 0.5, Duration.ofMillis(20)).samples();
        concealer.received(frame, 0, FRAME);
        concealer.reset();
        concealer.conceal(frame, 0, FRAME);
        assertThat(frame).containsOnly((short) 0);
        assertThat(concealer.concealed()).isEqualTo(FRAME);
    }

    /** The clip with frames {@code from} to {@code to} lost. */
    private static AudioClip runThrough(AudioClip clip, int size, int from, int to) {
        Concealer concealer = new Concealer(clip.sampleRate());
        short[] out = new short[clip.frames() / size * size];
        short[] frame = new short[size];
        for (int f = 0; f < out.length / size; f++) {
            if (f >= from && f <= to) {
                concealer.conceal(frame, 0, size);
            } else {
                clip.copy(f * size, frame, size);
                concealer.received(frame, 0, size);
            }
            System.arraycopy(frame, 0, out, f * size, size);
        }
        return AudioClip.mono(clip.sampleRate(), out);
    }

    private static int steepestStep(AudioClip clip) {
        int steepest = 0;
        for (int i = 1; i < clip.frames(); i++) {
            steepest = Math.max(steepest, Math.abs(clip.sample(i, 0) - clip.sample(i - 1, 0)));
        }
        return steepest;
    }
}
