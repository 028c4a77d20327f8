package io.rvoip.media.device;

/** What a microphone is to us: blocking reads of 16-bit little-endian mono. */
interface CaptureLine extends AutoCloseable {
    /** Waits for {@code bytes.length} bytes; returns fewer, or none, when the line was closed. */
    int read(byte[] bytes);

    @Override
    void close();
}
