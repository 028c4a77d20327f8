package io.rvoip.common;

import java.time.Instant;

/**
 * Where time comes from: a monotonic clock for machines and a wall clock for people.
 *
 * <p>Timers, retransmissions and statistics use {@link #nanoTime()} only, so that a jump of the wall clock
 * moves none of them. Thread-safe.
 */
public interface TimeSource {
    /** Monotonic nanoseconds from an arbitrary origin; only differences mean anything. */
    long nanoTime();

    /** The time of day, for records, nonces and certificates. */
    Instant wallClock();

    /** The clocks of this machine. */
    static TimeSource system() {
        return SystemTime.INSTANCE;
    }
}
