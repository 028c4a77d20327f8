package io.rvoip.media.file;

/** How the two directions of a call lie in a file. */
public enum RecordingLayout {
    /** One channel, both directions added up. */
    MIXED(1),
    /** Two channels: left is what was received, right is what was sent. */
    STEREO(2),
    /** One channel, only what was received. */
    RECEIVED(1);

    private final int channels;

    RecordingLayout(int channels) {
        this.channels = channels;
    }

    int channels() {
        return channels;
    }
}
