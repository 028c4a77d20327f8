package io.rvoip.sip.transport;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** When to tell that a certificate ends: 30, 7 and 1 days before and at the end, each once for each end. Not thread-safe. */
final class ExpiryMarks {
    private static final List<Duration> MARKS =
            List.of(Duration.ofDays(30), Duration.ofDays(7), Duration.ofDays(1), Duration.ZERO);

    private Instant end = Instant.MAX;
    private int told;

    /** Whether a mark has been passed that was not told; those passed together are told together. */
    boolean due(Instant now, Instant notAfter) {
        if (!notAfter.equals(end)) {
            end = notAfter;
            told = 0;
        }
        int passed = (int) MARKS.stream().filter(mark -> !now.isBefore(notAfter.minus(mark))).count();
        boolean due = passed > told;
        told = Math.max(told, passed);
        return due;
    }
}
