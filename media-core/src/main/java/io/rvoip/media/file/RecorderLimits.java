package io.rvoip.media.file;

/**
 * Bounds of one recording.
 *
 * @param queuedChunks chunks of 20 ms that wait for the disk before the newest are dropped, 2 to 10000
 * @param maxBytes     of audio, after which the recording ends, 1000 to 4294967000
 */
public record RecorderLimits(int queuedChunks, long maxBytes) {
    /** 2.5 s of waiting for the disk, 2 GiB of audio. */
    public static final RecorderLimits DEFAULT = new RecorderLimits(125, 2L << 30);

    /** Checks the ranges. */
    public RecorderLimits {
        if (queuedChunks < 2 || queuedChunks > 10_000) {
            throw new IllegalArgumentException("queuedChunks: " + queuedChunks + " (expected: 2-10000)");
        }
        if (maxBytes < 1000 || maxBytes > 4_294_967_000L) {
            throw new IllegalArgumentException("maxBytes: " + maxBytes + " (expected: 1000-4294967000)");
        }
    }
}
