package io.rvoip.ice.server;

/** So many bytes a second, and a second's worth of them at once. Allocates nothing. Confined to one loop. */
final class Bandwidth {
    private static final double SECOND = 1e9;

    private final double nanosPerByte;
    private long fullAt;

    /** @param bytesPerSecond 1 or more */
    Bandwidth(long bytesPerSecond, long now) {
        nanosPerByte = SECOND / bytesPerSecond;
        fullAt = now;
    }

    boolean has(int bytes, long now) {
        return Math.max(fullAt, now) + (long) (bytes * nanosPerByte) - now <= SECOND;
    }

    void take(int bytes, long now) {
        fullAt = Math.max(fullAt, now) + (long) (bytes * nanosPerByte);
    }
}
