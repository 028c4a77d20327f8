package io.rvoip.media.device;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Finds the default microphone and loudspeaker. On a machine without a sound card, without the rights to it, or with
 * a JDK without {@code java.desktop}, there is none: that is an answer, not an error.
 */
public final class AudioDevices {
    private AudioDevices() {
    }

    /**
     * Opens the default microphone.
     *
     * @param island for the blocking reads; one task runs there until the microphone is closed
     */
    public static Optional<Microphone> microphone(Executor island) {
        try {
            return SoundLines.capture().flatMap(found -> started(found.line(),
                    () -> new Microphone(found.line(), found.rate()).startOn(island)));
        } catch (LinkageError absent) {
            return Optional.empty();
        }
    }

    /**
     * Opens the default loudspeaker.
     *
     * @param island for the blocking writes; one task runs there until the loudspeaker is closed
     */
    public static Optional<Loudspeaker> loudspeaker(Executor island) {
        try {
            return SoundLines.playback().flatMap(found -> started(found.line(),
                    () -> new Loudspeaker(found.line(), found.rate()).startOn(island)));
        } catch (LinkageError absent) {
            return Optional.empty();
        }
    }

    /** A device nobody has a thread for is given back at once. */
    private static <T> Optional<T> started(AutoCloseable line, Supplier<T> start) {
        try {
            return Optional.of(start.get());
        } catch (RejectedExecutionException busy) {
            try {
                line.close();
            } catch (Exception unclosable) {
                busy.addSuppressed(unclosable);
            }
            throw busy;
        }
    }
}
