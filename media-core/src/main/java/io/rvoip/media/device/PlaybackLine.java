package io.rvoip.media.device;

/** What a loudspeaker is to us: blocking writes of 16-bit little-endian mono. */
interface PlaybackLine extends AutoCloseable {
    /** Waits until there is room for all; returns fewer when the line was closed. */
    int write(byte[] bytes);

    @Override
    void close();
}
