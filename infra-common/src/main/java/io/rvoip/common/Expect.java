package io.rvoip.common;

import java.time.Duration;

/**
 * Argument checks that say what was given and what is expected, in the form {@code port: 70000 (expected: 1-65535)}.
 * Each returns the value it checked and throws {@link IllegalArgumentException}.
 */
public final class Expect {
    private Expect() {}

    /** An integer from {@code least} to {@code most}, both included. */
    public static int inRange(String field, int value, int least, int most) {
        return (int) inRange(field, (long) value, least, most);
    }

    /** A long from {@code least} to {@code most}, both included. */
    public static long inRange(String field, long value, long least, long most) {
        if (value < least || value > most) {
            throw wrong(field, value, most == Long.MAX_VALUE ? "at least " + least : least + "-" + most);
        }
        return value;
    }

    /** A finite number from {@code least} to {@code most}, both included. */
    public static double inRange(String field, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw wrong(field, value, least + "-" + most);
        }
        return value;
    }

    /** A duration above zero. */
    public static Duration positive(String field, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw wrong(field, value, "more than zero");
        }
        return value;
    }

    /** A duration of zero or more. */
    public static Duration notNegative(String field, Duration value) {
        if (value.isNegative()) {
            throw wrong(field, value, "zero or more");
        }
        return value;
    }

    /** A text with something in it. */
    public static String notBlank(String field, String value) {
        if (value.isBlank()) {
            throw wrong(field, "\"" + value + "\"", "a text");
        }
        return value;
    }

    private static IllegalArgumentException wrong(String field, Object value, String expected) {
        return new IllegalArgumentException(field + ": " + value + " (expected: " + expected + ")");
    }
}
