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

    private final End<AudioSource> source;
    private final End<AudioSink> sink;

    /** One end of the audio, by the name people know it under. */
    record End<T>(String name, Opener<T> opener) {}

    /** Opens one end for one call, on a thread that may block; empty when there is no such device. */
    @FunctionalInterface
    interface Opener<T> {
        Optional<T> open(Executor island);
    }

    private CallAudio(End<AudioSource> source, End<AudioSink> sink) {
        this.source = source;
        this.sink = sink;
    }

    /** Microphone and loudspeaker of this machine; silence where there is none. */
    public static CallAudio devices() {
        return new CallAudio(
                new End<>("microphone", island -> AudioDevices.microphone(island).map(AudioSource.class::cast)),
                new End<>("loudspeaker", island -> AudioDevices.loudspeaker(island).map(AudioSink.class::cast)));
    }

    /** Says nothing and hears nothing: RTP flows all the same. */
    public static CallAudio silent() {
        return new CallAudio(
                new End<>("silence", island -> Optional.of(new SilenceSource())),
                new End<>("nobody", island -> Optional.of(NOBODY)));
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
        return new CallAudio(new End<>("source", island -> Optional.of(sources.get())), sink);
    }

    /** The same with a sink of the application's own. @param sinks makes one for each call; may block */
    public CallAudio withSink(Supplier<? extends AudioSink> sinks) {
        return new CallAudio(source, new End<>("sink", island -> Optional.of(sinks.get())));
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

    End<AudioSource> source() {
        return source;
    }

    End<AudioSink> sink() {
        return sink;
    }
}
