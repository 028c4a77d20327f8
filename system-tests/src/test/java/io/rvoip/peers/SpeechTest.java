package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.media.audio.AudioClip;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
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
        return stepwise(clip, STEP, WAITED);
    }

    private static AudioClip stepwise(AudioClip clip, Duration length, List<Duration> places) {
        short[] samples = clip.samples();
        int step = (int) (length.toMillis() * clip.sampleRate() / 1_000);
        for (Duration at : places) {
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

    private static AudioClip noisy(AudioClip clip, double rms) {
        Random random = new Random(7);
        short[] samples = clip.samples();
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, samples[i] + rms * random.nextGaussian()));
        }
        return AudioClip.mono(clip.sampleRate(), samples);
    }

    private static void assertNotHeard(String who, AudioClip recording, double threshold) {
        assertThatThrownBy(() -> Speech.assertHeardOver(who, Speech.one(), recording, threshold)).isInstanceOf(AssertionError.class);
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
        assertNotHeard("with a hole", recording, 0.6);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 900, 3_000})
    void halfOfItIsNotEnough(long from) {
        AudioClip recording = without(fromThere(Duration.ofMillis(1_000)), Duration.ofMillis(500 + from), Speech.LENGTH.dividedBy(2));
        assertNotHeard("half of it", recording, 0.5);
        AudioClip half = Speech.often(without(Speech.one(), Duration.ofMillis(from), Speech.LENGTH.dividedBy(2)), 2).slice(Duration.ofSeconds(2), RECORDED);
        assertNotHeard("half of it, over and over", half, 0.5);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1_700, 4_000})
    void anotherTextIsNotHeard(long begin) {
        assertThatThrownBy(() -> Speech.assertHeardOver("the other", Speech.other(), fromThere(Duration.ofMillis(begin)), 0.6)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> Speech.assertHeardOver("the other in steps", Speech.other(), stepwise(fromThere(Duration.ofMillis(begin))), 0.6)).isInstanceOf(AssertionError.class);
    }

    @Test
    void neitherNoiseNorSilenceIsHeard() {
        AudioClip recording = fromThere(Duration.ZERO);
        assertNotHeard("noise", noisy(AudioClip.mono(recording.sampleRate(), new short[recording.frames()]), 3_000), 0.6);
        assertNotHeard("silence", AudioClip.mono(recording.sampleRate(), new short[recording.frames()]), 0.6);
        assertNotHeard("speech below as much noise", noisy(recording, 1.2 * recording.rms()), 0.8);
    }

    /** As a phone does that says it again and again, with the silence before: the second time is cut off, and nothing in it has moved. */
    @Test
    void theSilenceBetweenIsAPartOfIt() {
        AudioClip said = Speech.after(Duration.ofMillis(1_500), Speech.one());
        AudioClip recording = stepwise(Speech.often(said, 2), Duration.ofMillis(60), List.of(Duration.ofMillis(4_500))).slice(Duration.ZERO, Duration.ofSeconds(14));
        assertThatCode(() -> Speech.assertHeard("by the first judge", Speech.one(), recording)).doesNotThrowAnyException();
        assertThatCode(() -> Speech.assertHeardOver("with the silence", said, recording, THRESHOLD)).doesNotThrowAnyException();
    }

    @Test
    void aRecordingThatIsTooShortIsRefused() {
        AudioClip recording = fromThere(Duration.ZERO).slice(Duration.ZERO, Duration.ofSeconds(8));
        assertNotHeard("short", recording, THRESHOLD);
    }
}
