package io.rvoip.rtp;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * Arithmetic on NTP time (RFC 3550 section 4): 64 bits of seconds since 1900 and their fraction, or the middle 32 of
 * them (16 bits of seconds, 16 of fraction), which is what LSR and DLSR carry.
 */
public final class NtpTime {
    private static final long SECONDS_FROM_1900_TO_1970 = 2_208_988_800L;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private static final int TENTH_OF_A_SECOND = 6554;

    private NtpTime() {}

    /** The 64-bit NTP time of a wall-clock instant; seconds wrap in 2036 as the format does. */
    public static long of(Instant instant) {
        long seconds = instant.getEpochSecond() + SECONDS_FROM_1900_TO_1970;
        return seconds << 32 | fraction(instant.getNano());
    }

    /** The instant that a 64-bit NTP time names, in the era that began in 1900. */
    public static Instant toInstant(long ntp) {
        long nanos = (ntp & 0xFFFF_FFFFL) * NANOS_PER_SECOND >>> 32;
        return Instant.ofEpochSecond((ntp >>> 32) - SECONDS_FROM_1900_TO_1970, nanos);
    }

    /** {@code ntp} moved on by {@code nanos}, which may be negative. */
    public static long plusNanos(long ntp, long nanos) {
        long seconds = Math.floorDiv(nanos, NANOS_PER_SECOND);
        return ntp + (seconds << 32) + fraction(Math.floorMod(nanos, NANOS_PER_SECOND));
    }

    /** The middle 32 bits: low 16 of the seconds, high 16 of the fraction. */
    public static int middle(long ntp) {
        return (int) (ntp >>> 16);
    }

    /** A span in units of 1/65536 s, as DLSR wants it; saturates at 2^32 - 1. */
    public static long toUnits(long nanos) {
        if (nanos <= 0) {
            return 0;
        }
        long seconds = nanos / NANOS_PER_SECOND;
        return seconds >= 65_536
                ? 0xFFFF_FFFFL
                : seconds << 16 | (nanos % NANOS_PER_SECOND << 16) / NANOS_PER_SECOND;
    }

    /** A span of 1/65536 s units in nanoseconds. */
    public static long toNanos(long units) {
        return (units >>> 16) * NANOS_PER_SECOND + ((units & 0xFFFF) * NANOS_PER_SECOND >>> 16);
    }

    /**
     * Round trip by what the far end returned: now - last - delay.
     *
     * @param ntpNow 64-bit NTP time of the answer's arrival
     * @param last middle 32 bits of the time we had told; 0 when it had heard none
     * @param delay that the far end held it, in 1/65536 s
     * @return nanoseconds; empty without {@code last}, or when the figures cannot be true (a result up to 0.1 s below
     *     zero is clock granularity and counts as 0)
     */
    public static OptionalLong roundTripNanos(long ntpNow, int last, long delay) {
        int units = middle(ntpNow) - last - (int) delay;
        return last == 0 || units < -TENTH_OF_A_SECOND
                ? OptionalLong.empty()
                : OptionalLong.of(toNanos(Math.max(0, units)));
    }

    private static long fraction(long nanos) {
        return (nanos << 32) / NANOS_PER_SECOND;
    }
}
