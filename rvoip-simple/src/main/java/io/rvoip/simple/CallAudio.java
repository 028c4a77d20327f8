package io.rvoip.simple;

import io.rvoip.media.audio.AudioClip;
import io.rvoip.media.audio.AudioSink;
import io.rvoip.media.audio.AudioSource;
import io.rvoip.media.audio.ClipSource;
import io.rvoip.media.audio.SilenceSource;
import io.rvoip.media.device.AudioDevices;
import io.rvoip.media.file.WavFile;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * What a call says and who hears it. A microphone or file is opened when the call is answered, a loudspeaker as soon
 * as there may be something to hear. Immutable.
 */
public final class CallAudio {
    private static final AudioSink NOBODY = (frame, samples) -> {};

    private final Opener<AudioSource> source;
    private final Opener<AudioSink> sink;

    /** Opens one end for one call, on a thread that may block; empty when there is no such device. */
    @FunctionalInterface
    interface Opener<T> {
        Optional<T> open(Executor island);
    }

    private CallAudio(Opener<AudioSource> source, Opener<AudioSink> sink) {
        this.source = source;
        this.sink = sink;
    }

    /** Microphone and loudspeaker of this machine; silence where there is none. */
    public static CallAudio devices() {
        return new CallAudio(
                island -> AudioDevices.microphone(island).map(AudioSource.class::cast),
                island -> AudioDevices.loudspeaker(island).map(AudioSink.class::cast));
    }

    /** Says nothing and hears nothing: RTP flows all the same. */
    public static CallAudio silent() {
        return new CallAudio(island -> Optional.of(new SilenceSource()), island -> Optional.of(NOBODY));
    }

    /** Plays a WAV file once, and hears nothing; see {@link #withFile}. */
    public static CallAudio playing(Path file) {
        return silent().withFile(file);
    }

    /** Says what these sources say; see {@link #withSource}. */
    public static CallAudio from(Supplier<? extends AudioSource> sources) {
        return silent().withSource(sources);
    }

    /** The same with a source of the application's own. @param sources makes one for each call; may block */
    public CallAudio withSource(Supplier<? extends AudioSource> sources) {
        return new CallAudio(island -> Optional.of(sources.get()), sink);
    }

    /** The same with a sink of the application's own. @param sinks makes one for each call; may block */
    public CallAudio withSink(Supplier<? extends AudioSink> sinks) {
        return new CallAudio(source, island -> Optional.of(sinks.get()));
    }

    /**
     * The same, but each call plays a WAV file once instead of the microphone. The file is read now.
     *
     * @throws io.rvoip.media.file.WavFormatException when it is no WAV file
     * @throws java.io.UncheckedIOException when it cannot be read
     */
    public CallAudio withFile(Path file) {
        AudioClip clip = WavFile.read(file).clip();
        return withSource(() -> ClipSource.once(clip));
    }

    /** As {@link #withFile}, over and over. */
    public CallAudio withLoopingFile(Path file) {
        AudioClip clip = WavFile.read(file).clip();
        return withSource(() -> ClipSource.looping(clip));
    }

    Opener<AudioSource> source() {
        return source;
    }

    Opener<AudioSink> sink() {
        return sink;
    }
}
