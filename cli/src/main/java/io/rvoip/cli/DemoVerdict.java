package io.rvoip.cli;

import io.rvoip.media.analysis.AudioComparison;
import io.rvoip.media.analysis.Similarity;
import io.rvoip.media.analysis.WindowedSimilarity;
import io.rvoip.media.audio.AudioClip;
import io.rvoip.simple.Call;
import java.time.Duration;

/**
 * What was said compared with what was heard at the far end. The recording as a whole decides; where the playout delay
 * changed during the call, which moves all that follows, windows of 400 ms decide, each by itself, and the text says so.
 *
 * @param direction who to whom
 * @param whole the recordings as a whole, aligned
 * @param windows the same in windows
 * @param call at the far end, for what it measured
 */
record DemoVerdict(String direction, Similarity whole, WindowedSimilarity windows, Call call) {
    private static final double THRESHOLD = 0.9;
    /** A window in which the sound was moved fits nowhere: a few may be so. */
    private static final double WINDOWS_ABOVE = 0.75;
    private static final Duration WINDOW = Duration.ofMillis(400);
    private static final Duration DRIFT = Duration.ofSeconds(2);

    static DemoVerdict of(String direction, AudioClip said, AudioClip heard, Call call) {
        return new DemoVerdict(direction, AudioComparison.compare(said, heard), AudioComparison.windowed(said, heard, WINDOW, DRIFT), call);
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

    boolean heardAsAWhole() {
        return whole.above(THRESHOLD);
    }

    /** Correlation above 0.9, over enough of it to mean something. */
    boolean heard() {
        boolean enough = whole.overlap().compareTo(Duration.ofSeconds(5)) > 0;
        return enough && (heardAsAWhole() || windows.correlation() > THRESHOLD && windows.shareAbove(THRESHOLD) > WINDOWS_ABOVE);
    }
}
