package io.rvoip.sip.header;

import io.rvoip.sip.Fault;
import io.rvoip.sip.SipSyntaxException;
import io.rvoip.sip.internal.Chars;
import io.rvoip.sip.internal.Wire;
import org.jspecify.annotations.Nullable;

/**
 * When to try again (RFC 3261 §20.33).
 *
 * @param seconds 0..2^32-1
 * @param comment without its outer parentheses; may be empty
 */
public record RetryAfter(long seconds, String comment, Parameters parameters) {
    private static final long MAX = 0xffff_ffffL;

    /** Checks the ranges. */
    public RetryAfter {
        if (seconds < 0 || seconds > MAX) {
            throw new SipSyntaxException("Retry-After: " + seconds + " (expected: 0-" + MAX + " s)");
        }
        byte[] text = Chars.bytes("(" + Wire.clean("Retry-After comment", comment) + ")");
        if (commentEnd(text, 0, text.length) != text.length) {
            throw new SipSyntaxException("Retry-After comment: parentheses do not match");
        }
    }

    /** Seconds alone. */
    public static RetryAfter of(long seconds) {
        return new RetryAfter(seconds, "", Parameters.NONE);
    }

    /** Reads the value that fills [from, to); null with the reason in {@code fault}. */
    public static @Nullable RetryAfter read(byte[] s, int from, int to, Fault fault) {
        int digits = Chars.skip(s, from, to, Chars.DIGIT);
        long seconds = Chars.number(s, from, digits, MAX);
        if (seconds < 0) {
            return fault.at(from, "malformed number (expected: 0-" + MAX + ")");
        }
        int p = Chars.skipSpace(s, digits, to);
        String comment = "";
        if (p < to && s[p] == '(') {
            int end = commentEnd(s, p, to);
            if (end < 0) {
                return fault.at(p, "comment never closes");
            }
            comment = Chars.text(s, p + 1, end - 1);
            p = end;
        }
        Parameters parameters = Parameters.read(s, p, to, fault);
        return parameters == null ? null : new RetryAfter(seconds, comment, parameters);
    }

    /** The position after the parenthesis that closes the one at {@code from}, or -1. */
    private static int commentEnd(byte[] s, int from, int to) {
        int depth = 0;
        for (int p = from; p < to; p++) {
            if (s[p] == '\\') {
                p++;
            } else if (s[p] == '(') {
                depth++;
            } else if (s[p] == ')' && --depth == 0) {
                return p + 1;
            }
        }
        return -1;
    }

    @Override
    public String toString() {
        return seconds + (comment.isEmpty() ? "" : " (" + comment + ")") + parameters;
    }
}
