package io.rvoip.rtp.internal;

import java.time.Duration;

/** Range checks of settings, with messages that name the field, the value and what was expected. */
public final class Check {
    private Check() {}

    /** Returns {@code value} when it lies in the range. */
    public static int range(String field, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(field + ": " + value + " (expected: " + min + "-" + max + ")");
        }
        return value;
    }

    /** Returns {@code value} when it lies in the range. */
    public static long range(String field, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(field + ": " + value + " (expected: " + min + "-" + max + ")");
        }
        return value;
    }

    /** Returns {@code value} when it lies in the range, given in milliseconds. */
    public static Duration millis(String field, Duration value, long min, long max) {
        if (value.compareTo(Duration.ofMillis(min)) < 0 || value.compareTo(Duration.ofMillis(max)) > 0) {
            throw new IllegalArgumentException(
                    field + ": " + value.toMillis() + " ms (expected: " + min + "-" + max + " ms)");
        }
        return value;
    }
}
