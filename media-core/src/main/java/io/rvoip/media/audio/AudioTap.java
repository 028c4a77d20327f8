package io.rvoip.media.audio;

/**
 * Hears both directions of a call leg, one tick at a time, so that the two stay aligned: a recorder, a monitor.
 * Confined to the media loop of the leg; must neither block nor keep the arrays.
 */
public interface AudioTap {
    /**
     * Takes one tick.
     *
     * @param received what came from the far end, silence when nothing did
     * @param sent     what went to the far end, silence when nothing did
     */
    void heard(short[] received, short[] sent, int samples);

    /**
     * Announces the sampling rate of the frames to come, before the first and whenever the codec changes.
     *
     * @param sampleRate in Hz
     */
    void open(int sampleRate);

    /** The leg is over or the tap was taken off; no further call comes. */
    void close();
}
