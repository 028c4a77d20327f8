package io.rvoip.media.audio;

/**
 * What a call leg hears: given one frame on each tick, decoded or concealed. Confined to the media loop of the leg;
 * must neither block nor keep the array.
 */
@FunctionalInterface
public interface AudioSink {
    /** Takes the first {@code samples} mono samples of {@code frame}, which are the caller's again afterwards. */
    void write(short[] frame, int samples);

    /**
     * Announces the sampling rate of the frames to come, before the first and whenever the codec changes.
     *
     * @param sampleRate in Hz
     */
    default void open(int sampleRate) {
        // most sinks are made for one rate or do not care
    }

    /** The leg is over or no longer writes here; no further call comes. */
    default void close() {
        // nothing held
    }
}
