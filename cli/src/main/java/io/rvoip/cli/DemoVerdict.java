package io.rvoip.cli;

import io.rvoip.media.analysis.AudioComparison;
import io.rvoip.media.analysis.Similarity;
import io.rvoip.media.analysis.WindowedSimilarity;
import io.rvoip.media.audio.AudioClip;
import io.rvoip.simple.Call;
import java.time.Duration;

/**
 * What was said compared with what was heard at the far end, all of it that is audible. The alignment follows the playout
 * delay in windows of 400 ms: a busy machine makes the jitter buffer move what it plays, which nobody hears.
 *
 * @param direction who to whom
 * @param heardAs what was said and heard, as aligned
 * @param call at the far end, for what it measured
 */
record DemoVerdict(String direction, WindowedSimilarity heardAs, Call call) {
    private static final double THRESHOLD = 0.9;
    private static final Duration ENOUGH = Duration.ofSeconds(5);
    private static final Duration WINDOW = Duration.ofMillis(400);
    private static final Duration DRIFT = Duration.ofSeconds(2);

    static DemoVerdict of(String direction, AudioClip said, AudioClip heard, Call call) {
        return new DemoVerdict(direction, AudioComparison.windowed(said, heard, WINDOW, DRIFT), call);
    }

    /** The same speech in another order, so that each direction has words of its own. */
    static AudioClip secondHalfFirst(AudioClip clip) {
        short[] samples = clip.mixedDown().samples();
        short[] turned = new short[samples.length];
        int half = samples.length / 2;
        System.arraycopy(samples, half, turned, 0, samples.length - half);
        System.arraycopy(samples, 0, turned, samples.length - half, half);
        return AudioClip.mono(clip.sampleRate(), turned);
    }

    /** Correlation above 0.9, over enough of it to mean something. */
    boolean heard() {
        Similarity all = heardAs.together();
        return all.overlap().compareTo(ENOUGH) > 0 && all.above(THRESHOLD);
    }
}
