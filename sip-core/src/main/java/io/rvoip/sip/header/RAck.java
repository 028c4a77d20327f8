package io.rvoip.sip.header;

import io.rvoip.sip.Fault;
import io.rvoip.sip.SipSyntaxException;
import io.rvoip.sip.internal.Chars;
import org.jspecify.annotations.Nullable;

/**
 * Which provisional response a PRACK acknowledges (RFC 3262 §7.2).
 *
 * @param rseq RSeq of the response, 1..2^32-1
 * @param cseq CSeq of the response
 */
public record RAck(long rseq, CSeq cseq) {
    /** The largest number in RSeq. */
    public static final long MAX = 0xffff_ffffL;

    /** Checks the range. */
    public RAck {
        if (rseq < 1 || rseq > MAX) {
            throw new SipSyntaxException("RAck: " + rseq + " (expected: 1-" + MAX + ")");
        }
    }

    /** Reads the value that fills [from, to); null with the reason in {@code fault}. */
    public static @Nullable RAck read(byte[] s, int from, int to, Fault fault) {
        int digits = Chars.skip(s, from, to, Chars.DIGIT);
        long rseq = Chars.number(s, from, digits, MAX);
        if (rseq < 1) {
            return fault.at(from, "malformed number (expected: 1-" + MAX + ")");
        }
        int rest = Chars.skip(s, digits, to, Chars.LWS);
        if (rest == digits) {
            return fault.at(rest, "numbers not apart");
        }
        CSeq cseq = CSeq.read(s, rest, to, fault);
        return cseq == null ? null : new RAck(rseq, cseq);
    }

    @Override
    public String toString() {
        return rseq + " " + cseq;
    }
}
