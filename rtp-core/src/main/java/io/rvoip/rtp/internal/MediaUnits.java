package io.rvoip.rtp.internal;

/** Nanoseconds to units of a media clock and back, without overflow for centuries. */
public final class MediaUnits {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private MediaUnits() {}

    /** {@code nanos} in units of 1/{@code clockRate} s, rounded down. */
    public static long fromNanos(long nanos, int clockRate) {
        long seconds = Math.floorDiv(nanos, NANOS_PER_SECOND);
        return seconds * clockRate + Math.floorMod(nanos, NANOS_PER_SECOND) * clockRate / NANOS_PER_SECOND;
    }

    /** {@code units} of 1/{@code clockRate} s in nanoseconds, rounded down. */
    public static long toNanos(long units, int clockRate) {
        long seconds = Math.floorDiv(units, (long) clockRate);
        return seconds * NANOS_PER_SECOND + Math.floorMod(units, (long) clockRate) * NANOS_PER_SECOND / clockRate;
    }
}
