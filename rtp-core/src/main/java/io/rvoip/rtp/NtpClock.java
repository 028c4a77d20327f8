package io.rvoip.rtp;

import java.time.Instant;

/**
 * NTP time that runs with the monotonic clock: the wall clock is read once, so a jump of it moves no report.
 *
 * @param ntpAtOrigin 64-bit NTP time at {@code originNanos}
 * @param originNanos on the scale of {@link io.rvoip.common.TimeSource#nanoTime()}
 */
public record NtpClock(long ntpAtOrigin, long originNanos) {
    /** A clock that says {@code wallClock} at {@code now}. */
    public static NtpClock startingAt(Instant wallClock, long now) {
        return new NtpClock(NtpTime.of(wallClock), now);
    }

    /** The 64-bit NTP time at {@code now}. */
    public long at(long now) {
        return NtpTime.plusNanos(ntpAtOrigin, now - originNanos);
    }
}
