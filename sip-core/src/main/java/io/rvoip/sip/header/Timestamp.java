package io.rvoip.sip.header;

import io.rvoip.sip.Fault;
import io.rvoip.sip.internal.Chars;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * When a request was sent, in the sender's own clock (RFC 3261 §20.38).
 *
 * @param time  seconds
 * @param delay seconds the answering side took; zero when it says none
 */
public record Timestamp(BigDecimal time, BigDecimal delay) {
    /** More digits than any clock has, so that a number stays cheap. */
    private static final int MOST_DIGITS = 40;

    /** Reads the value that fills [from, to); null with the reason in {@code fault}. */
    public static @Nullable Timestamp read(byte[] s, int from, int to, Fault fault) {
        int end = numberEnd(s, from, to);
        int delay = Chars.skipSpace(s, end, to);
        if (end == from || end - from > MOST_DIGITS || delay < to && (delay == end || numberEnd(s, delay, to) != to
                || to - delay > MOST_DIGITS || s[delay] == '.' && to - delay == 1) || s[from] == '.') {
            return fault.at(from, "malformed timestamp (expected: seconds and delay)");
        }
        return new Timestamp(new BigDecimal(Chars.text(s, from, end)),
                delay < to ? new BigDecimal(Chars.text(s, delay, to)) : BigDecimal.ZERO);
    }

    private static int numberEnd(byte[] s, int from, int to) {
        int p = Chars.skip(s, from, to, Chars.DIGIT);
        return p < to && s[p] == '.' ? Chars.skip(s, p + 1, to, Chars.DIGIT) : p;
    }

    @Override
    public String toString() {
        return time.toPlainString() + (delay.signum() == 0 ? "" : " " + delay.toPlainString());
    }
}
