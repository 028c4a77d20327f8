package io.rvoip.common;

import java.time.Duration;

/**
 * The size a deployment is declared for; what exceeds it is refused, not queued. Immutable.
 *
 * @param maxUsers registered users, 1–10,000,000
 * @param maxCalls calls at the same time, 1–1,000,000
 * @param avgCallDuration how long a call lasts on average, more than zero
 * @param peakMultiplier the busiest moment against the average, 1.0–100.0
 */
public record CapacityConfig(int maxUsers, int maxCalls, Duration avgCallDuration, double peakMultiplier) {
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

    /** Checks the ranges. */
    public CapacityConfig {
        Expect.inRange("maxUsers", maxUsers, 1, 10_000_000);
        Expect.inRange("maxCalls", maxCalls, 1, 1_000_000);
        Expect.positive("avgCallDuration", avgCallDuration);
        Expect.inRange("peakMultiplier", peakMultiplier, 1.0, 100.0);
    }

    /** 100 users, 50 calls, peak twice the average. */
    public static CapacityConfig small() {
        return new CapacityConfig(100, 50, FIVE_MINUTES, 2.0);
    }

    /** 1,000 users, 500 calls, peak 2.5 times the average. */
    public static CapacityConfig medium() {
        return new CapacityConfig(1_000, 500, FIVE_MINUTES, 2.5);
    }

    /** 10,000 users, 5,000 calls, peak three times the average. */
    public static CapacityConfig large() {
        return new CapacityConfig(10_000, 5_000, FIVE_MINUTES, 3.0);
    }

    /** 50,000 users, 25,000 calls, peak four times the average. */
    public static CapacityConfig enterprise() {
        return new CapacityConfig(50_000, 25_000, FIVE_MINUTES, 4.0);
    }

    /** New calls per second at the busiest moment: the average rate of a full house, times the peak. */
    public double peakCallsPerSecond() {
        return maxCalls / (avgCallDuration.toMillis() / 1000.0) * peakMultiplier;
    }

    /** The same with {@code users}. */
    public CapacityConfig withMaxUsers(int users) {
        return new CapacityConfig(users, maxCalls, avgCallDuration, peakMultiplier);
    }

    /** The same with {@code calls}. */
    public CapacityConfig withMaxCalls(int calls) {
        return new CapacityConfig(maxUsers, calls, avgCallDuration, peakMultiplier);
    }

    /** The same with {@code duration}. */
    public CapacityConfig withAvgCallDuration(Duration duration) {
        return new CapacityConfig(maxUsers, maxCalls, duration, peakMultiplier);
    }

    /** The same with {@code multiplier}. */
    public CapacityConfig withPeakMultiplier(double multiplier) {
        return new CapacityConfig(maxUsers, maxCalls, avgCallDuration, multiplier);
    }
}
