package io.rvoip.sip.header;

import io.rvoip.sip.Fault;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipSyntaxException;
import io.rvoip.sip.internal.Chars;
import org.jspecify.annotations.Nullable;

/**
 * Orders requests within a dialog and names the method a response answers (RFC 3261 §20.16).
 *
 * @param number 0..2^31-1
 */
public record CSeq(long number, Method method) {
    /** The largest number (RFC 3261 §8.1.1.5). */
    public static final long MAX = Integer.MAX_VALUE;

    /** Checks the range. */
    public CSeq {
        if (number < 0 || number > MAX) {
            throw new SipSyntaxException("CSeq: " + number + " (expected: 0-" + MAX + ")");
        }
    }

    /** Reads the value that fills [from, to); null with the reason in {@code fault}. */
    public static @Nullable CSeq read(byte[] s, int from, int to, Fault fault) {
        int digits = Chars.skip(s, from, to, Chars.DIGIT);
        long number = Chars.number(s, from, digits, MAX);
        if (number < 0) {
            return fault.at(from, "malformed number (expected: 0-2147483647)");
        }
        int name = Chars.skipSpace(s, digits, to);
        if (name == digits) {
            return fault.at(name, "number and method not apart");
        }
        Method method = Method.read(s, name, to, fault);
        return method == null ? null : new CSeq(number, method);
    }

    @Override
    public String toString() {
        return number + " " + method;
    }
}
