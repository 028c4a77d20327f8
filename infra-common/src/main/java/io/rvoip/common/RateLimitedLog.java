package io.rvoip.common;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * One class of fault that a stranger can cause as often as he likes: at most one line is logged per second, and the
 * next line says how many were left out. What came from outside goes into the arguments, where control characters
 * are escaped and long values cut, so that nobody can forge lines. Thread-safe; a line left out costs two atomic
 * operations.
 */
public final class RateLimitedLog {
    private static final long INTERVAL = 1_000_000_000L;
    private static final int LONGEST_ARGUMENT = 200;

    private final Logger log;
    private final TimeSource time;
    private final AtomicLong nextLine;
    private final AtomicLong suppressed = new AtomicLong();

    /** Logs through {@code log}; one instance for each class of fault. */
    public RateLimitedLog(Logger log, TimeSource time) {
        this.log = log;
        this.time = time;
        this.nextLine = new AtomicLong(time.nanoTime());
    }

    /** Logs a warning, or counts it. */
    public void warn(String message) {
        warn(message, null, null);
    }

    /** Logs a warning with one {@code {}}, or counts it. */
    public void warn(String message, @Nullable Object argument) {
        warn(message, argument, null);
    }

    /** Logs a warning with two {@code {}}, or counts it. */
    public void warn(String message, @Nullable Object first, @Nullable Object second) {
        long now = time.nanoTime();
        long due = nextLine.get();
        if (now - due < 0 || !nextLine.compareAndSet(due, now + INTERVAL)) {
            suppressed.incrementAndGet();
            return;
        }
        long leftOut = suppressed.getAndSet(0);
        String line = leftOut == 0 ? message : message + " (" + leftOut + " more left out)";
        log.warn(line, clean(first), clean(second));
    }

    /** How many were left out since the last line. */
    public long suppressed() {
        return suppressed.get();
    }

    private static @Nullable Object clean(@Nullable Object argument) {
        if (argument == null || argument instanceof Number || argument instanceof Throwable) {
            return argument;
        }
        String text = argument.toString();
        StringBuilder clean = new StringBuilder(Math.min(text.length(), LONGEST_ARGUMENT) + 8);
        for (int i = 0; i < text.length() && i < LONGEST_ARGUMENT; i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                clean.append(String.format("\\u%04x", (int) c));
            } else {
                clean.append(c);
            }
        }
        return text.length() > LONGEST_ARGUMENT ? clean.append("...").toString() : clean.toString();
    }
}
