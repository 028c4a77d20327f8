package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.media.audio.AudioClip;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The judge of what was said over and over, held against recordings of which it is known what they have. */
class SpeechTest {
    private static final double THRESHOLD = 0.9;
    private static final Duration RECORDED = Duration.ofSeconds(9);
    private static final Duration STEP = Duration.ofMillis(13);
    /** Where a jitter buffer has waited longer, in the recording: loss of sound, as a browser on a busy machine has it. */
    private static final List<Duration> WAITED = List.of(Duration.ofMillis(1_500), Duration.ofMillis(3_100), Duration.ofMillis(4_700), Duration.ofMillis(6_300));

    private static AudioClip fromThere(Duration begin) {
        return Speech.often(Speech.one(), 4).slice(begin, RECORDED);
    }

    private static AudioClip stepwise(AudioClip clip) {
        short[] samples = clip.samples();
        int step = (int) (STEP.toMillis() * clip.sampleRate() / 1_000);
        for (Duration at : WAITED) {
            int from = (int) (at.toMillis() * clip.sampleRate() / 1_000);
            System.arraycopy(samples, from, samples, from + step, samples.length - from - step);
            Arrays.fill(samples, from, from + step, (short) 0);
        }
        return AudioClip.mono(clip.sampleRate(), samples);
    }

    private static AudioClip without(AudioClip clip, Duration from, Duration length) {
        short[] samples = clip.samples();
        int first = (int) (from.toMillis() * clip.sampleRate() / 1_000);
        Arrays.fill(samples, first, first + (int) (length.toMillis() * clip.sampleRate() / 1_000), (short) 0);
        return AudioClip.mono(clip.sampleRate(), samples);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 100, 800, 1_900, 3_200, 4_100, 5_900, 6_499})
    void itIsHeardWhereverTheRecordingBegins(long begin) {
        AudioClip recording = fromThere(Duration.ofMillis(begin));
        assertThatCode(() -> Speech.assertHeardOver("from the middle", Speech.one(), recording, THRESHOLD)).doesNotThrowAnyException();
        assertThatCode(() -> Speech.assertHeardOver("in steps", Speech.one(), stepwise(recording), 0.8)).doesNotThrowAnyException();
    }

    /** Why there is another judge. */
    @Test
    void aCopyThatIsCutOffIsNotTakenForAllOfTheText() {
        AudioClip recording = stepwise(fromThere(Duration.ofMillis(1_900)));
        assertThatThrownBy(() -> Speech.assertHeard("by the first judge", Speech.one(), recording, 0.8)).isInstanceOf(AssertionError.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1_200, 3_000, 5_000})
    void whatWasCutOutIsMissed(long from) {
        AudioClip recording = without(fromThere(Duration.ofMillis(1_000)), Duration.ofMillis(from), Duration.ofMillis(2_500));
        assertThatThrownBy(() -> Speech.assertHeardOver("with a hole", Speech.one(), recording, 0.8)).isInstanceOf(AssertionError.class);
    }

    @Test
    void anotherTextIsNotHeard() {
        assertThatThrownBy(() -> Speech.assertHeardOver("the other", Speech.other(), fromThere(Duration.ZERO), 0.6)).isInstanceOf(AssertionError.class);
    }

    @Test
    void aRecordingThatIsTooShortIsRefused() {
        AudioClip recording = fromThere(Duration.ZERO).slice(Duration.ZERO, Duration.ofSeconds(8));
        assertThatThrownBy(() -> Speech.assertHeardOver("short", Speech.one(), recording, THRESHOLD)).isInstanceOf(AssertionError.class);
    }
}
