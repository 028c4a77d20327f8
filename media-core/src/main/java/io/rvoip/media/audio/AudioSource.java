package io.rvoip.media.audio;

/**
 * What a call leg says: asked for one frame on each tick. Confined to the media loop of the leg it was given to;
 * must neither block nor allocate in {@link #read}.
 */
@FunctionalInterface
public interface AudioSource {
    /**
     * Fills {@code frame} from index 0 on with the next {@code samples} mono samples at the rate last opened. What it
     * leaves out is sent as silence, so 0 means nothing to say now.
     *
     * @return samples written, 0 to {@code samples}
     */
    int read(short[] frame, int samples);

    /**
     * Announces the sampling rate of the frames to come, before the first and whenever the codec changes.
     *
     * @param sampleRate in Hz
     */
    default void open(int sampleRate) {
        // most sources are made for one rate or do not care
    }

    /** The leg is over or has another source; no further call comes. */
    default void close() {
        // nothing held
    }
}
