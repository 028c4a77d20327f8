package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.media.analysis.AudioComparison;
import io.rvoip.media.analysis.WindowedSimilarity;
import io.rvoip.media.audio.AudioClip;
import io.rvoip.media.file.WavFile;
import io.rvoip.media.file.WavLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What is said in the tests, and the judgement of what was heard, in which the alignment follows the playout delay as in
 * the demo.
 */
public final class Speech {
    /** How long each of the two texts is. */
    public static final Duration LENGTH = Duration.ofMillis(6500);

    private static final double THRESHOLD = 0.9;
    private static final Duration ENOUGH = Duration.ofSeconds(5);
    private static final Duration WINDOW = Duration.ofMillis(400);
    private static final Duration DRIFT = Duration.ofSeconds(2);
    /** What is listened to before and after a text that was said over and over: a jitter buffer has moved parts of it by less. */
    private static final Duration BESIDE = Duration.ofSeconds(1);
    /** Of a text that was said over and over: shorter, so that less is lost where a jitter buffer moves. */
    private static final Duration STEP = Duration.ofMillis(200);
    /** In how much of the text something has to be recognised: more was cut out otherwise, however well the rest fits. */
    private static final double EVERYWHERE = 0.7;
    private static final double RECOGNISED = 0.5;
    private static final AudioClip ALL = load();

    private Speech() {}

    /** What the caller says. */
    public static AudioClip one() {
        return ALL.slice(Duration.ZERO, LENGTH);
    }

    /** What the called side says: nothing that could be taken for {@link #one()}, its words run backwards. */
    public static AudioClip other() {
        short[] samples = one().samples();
        for (int i = 0, j = samples.length - 1; i < j; i++, j--) {
            short kept = samples[i];
            samples[i] = samples[j];
            samples[j] = kept;
        }
        return AudioClip.mono(ALL.sampleRate(), samples);
    }

    /** The same over and over, for calls that others end. */
    public static AudioClip often(AudioClip clip, int times) {
        short[] once = clip.samples();
        short[] all = new short[once.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(once, 0, all, i * once.length, once.length);
        }
        return AudioClip.mono(clip.sampleRate(), all);
    }

    /** The same after silence in which a recording may begin, so that it has all of the text. */
    static AudioClip after(Duration silence, AudioClip clip) {
        short[] said = clip.samples();
        short[] all = new short[(int) (silence.toMillis() * clip.sampleRate() / 1_000) + said.length];
        System.arraycopy(said, 0, all, all.length - said.length, said.length);
        return AudioClip.mono(clip.sampleRate(), all);
    }

    /** As a file for a peer to play. */
    public static Path file(AudioClip clip, Path dir, String name) {
        Path file = dir.resolve(name + ".wav");
        WavFile.write(file, clip);
        return file;
    }

    /** Fails unless {@code recording} holds what was said, from its beginning. */
    public static void assertHeard(String who, AudioClip said, Path recording) {
        assertHeard(who, said, WavFile.read(recording).clip());
    }

    /** As {@link #assertHeard(String, AudioClip, Path)}. */
    public static void assertHeard(String who, AudioClip said, AudioClip heard) {
        assertHeard(who, said, heard, THRESHOLD);
    }

    static void assertHeard(String who, AudioClip said, AudioClip heard, double threshold) {
        judge(who, AudioComparison.windowed(said, heard, WINDOW, DRIFT), heard, threshold);
    }

    private static void judge(String who, WindowedSimilarity compared, AudioClip heard, double threshold) {
        System.out.println(who + ": " + compared);
        boolean enough = compared.together().overlap().compareTo(ENOUGH) > 0;
        String kept = enough && compared.together().above(threshold) ? "" : ", kept as " + keep(who, heard);
        assertThat(compared.together().overlap()).as(who + ": audible and compared" + kept).isGreaterThan(ENOUGH);
        assertThat(compared.together().correlation()).as(who + ": " + compared + ", recorded " + heard + kept).isGreaterThan(threshold);
    }

    /** As {@link #assertHeardOver(String, AudioClip, AudioClip, double)}. */
    static void assertHeardOver(String who, AudioClip said, Path recording) {
        assertHeardOver(who, said, WavFile.read(recording).clip(), THRESHOLD);
    }

    /**
     * Fails unless the end of a recording holds all of what was said over and over. It begins anywhere in the text: a recording from the
     * middle has no copy of it that is not cut off, or it has two, of which the shorter may fit better once a jitter buffer was at work.
     */
    static void assertHeardOver(String who, AudioClip said, AudioClip recording, double threshold) {
        Duration compared = said.duration().plus(BESIDE.multipliedBy(2));
        assertThat(recording.duration()).as(who + ": recorded").isGreaterThanOrEqualTo(compared);
        AudioClip end = recording.slice(recording.duration().minus(compared), compared);
        AudioClip over = often(said, 2);
        Duration lag = AudioComparison.compare(end.slice(BESIDE, said.duration()), over).lag();
        Duration begin = Duration.ofNanos(Math.floorMod(lag.toNanos(), said.duration().toNanos()));
        WindowedSimilarity found = AudioComparison.windowed(over.slice(begin, said.duration()), end, STEP, BESIDE);
        judge(who, found, end, threshold);
        double share = (double) found.windows().stream().filter(window -> window.correlation() > RECOGNISED).count() / found.windows().size();
        String kept = share > EVERYWHERE ? "" : ", kept as " + keep(who, end);
        assertThat(share).as(who + ": windows in which something of it is, " + found + kept).isGreaterThan(EVERYWHERE);
    }

    private static Path keep(String who, AudioClip heard) {
        try {
            Path dir = Files.createDirectories(Path.of("target", "heard"));
            return file(heard, dir, who.replaceAll("[^A-Za-z0-9]+", "-")).toAbsolutePath();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static AudioClip load() {
        try (InputStream in = Speech.class.getResourceAsStream("/io/rvoip/cli/speech.wav")) {
            if (in == null) {
                throw new IllegalStateException("speech.wav of the command line is not on the class path");
            }
            return WavFile.parse(in.readAllBytes(), WavLimits.DEFAULT).clip();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
