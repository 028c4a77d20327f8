package io.rvoip.media.audio;

/** Says nothing, for as long as it is asked: the far end gets silence, which keeps its port open. */
public final class SilenceSource implements AudioSource {
    /** Silence. */
    public SilenceSource() {
        // no state
    }

    @Override
    public int read(short[] frame, int samples) {
        return 0;
    }
}
