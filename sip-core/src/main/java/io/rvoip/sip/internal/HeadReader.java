package io.rvoip.sip.internal;

import io.rvoip.sip.Fault;
import java.util.Arrays;

/**
 * The one pass that finds and bounds the header lines. A broken line is noted and skipped, so that a refusal can
 * still find its Via. Lives for one parse.
 */
public final class HeadReader {
    /** The ids of which the first lines are noted. */
    private static final int NOTED = 8;
    private static final int CRLF = '\n' << 8 | '\r';

    private final byte[] s;
    private final int base;
    private final int end;
    private final Fault fault;
    private long[] lines = new long[16];
    private int count;
    private long present;
    private long repeated;
    /** A byte for each of the ids 1-8: one more than its first line, 0 for none or a line beyond 255. */
    private long firsts;
    private int headEnd = -1;
    private boolean overflow;
    private int valueFrom;
    private int valueTo;
    private boolean folded;
    private boolean torn;

    /** Reads a message in [base, end). */
    public HeadReader(byte[] s, int base, int end, Fault fault) {
        this.s = s;
        this.base = base;
        this.end = Math.min(end, base + Head.MAX_BYTES);
        this.fault = fault;
    }

    /** Reads lines from {@code from} to the blank line, or as far as the limits go. */
    public Head read(int from, int maxHeaders, int maxLine) {
        int p = plainLines(from, maxHeaders, maxLine);
        while (p < end) {
            if (s[p] == '\r' && p + 1 < end && s[p + 1] == '\n') {
                headEnd = p - base;
                return new Head(s, base, lines, count, present, headEnd);
            }
            if (count == maxHeaders) {
                overflow = true;
                fault.at(p, "more than " + maxHeaders + " header fields");
                return new Head(s, base, lines, count, present, p - base);
            }
            int next = otherLine(p);
            if (next < 0) {
                break;
            }
            if (next - p > maxLine) {
                overflow = true;
                fault.at(p, "header line over " + maxLine + " bytes");
            }
            p = plainLines(next, maxHeaders, maxLine);
        }
        fault.at(p, "no blank line after the header fields");
        return new Head(s, base, lines, count, present, Math.min(p, end) - base);
    }

    /** Whether the blank line was found. */
    public boolean complete() {
        return headEnd >= 0;
    }

    /** Whether a limit was passed. */
    public boolean overflow() {
        return overflow;
    }

    /** The first line of one of the ids 1-8 in the head that was read; -1 when it has none. */
    public int first(Head head, int id) {
        int line = (int) (firsts >>> (id - 1 << 3)) & 0xff;
        return line > 0 ? line - 1 : head.next(0, id, "");
    }

    /** A bit for each id that stands in more than one line. */
    public long repeated() {
        return repeated;
    }

    /**
     * Reads usual lines, of which nearly every message consists: a known name, a colon, at most one space, and a value
     * without folding, spaces at its end or control characters. Returns where the first other line starts.
     */
    private int plainLines(int from, int maxHeaders, int maxLine) {
        long[] table = lines;
        int most = Math.min(Math.min(maxHeaders, table.length), 255);
        int n = count;
        long seen = present;
        long twice = repeated;
        long first = firsts;
        int p = from;
        while (n < most) {
            int to = plainEnd(p);
            long found = known(p);
            if (to < 0 || found < 0 || to + 2 - p > maxLine) {
                break;
            }
            int value = (int) found;
            value += s[value] == ' ' ? 1 : 0;
            if (s[value] <= ' ') {
                break;
            }
            int id = (int) (found >>> 32);
            table[n++] = Head.line(p - base, value - base, to - base, id, false);
            long bit = 1L << id;
            if (id <= NOTED && (seen & bit) == 0) {
                first |= (long) n << (id - 1 << 3);
            }
            twice |= seen & bit;
            seen |= bit;
            p = to + 2;
        }
        count = n;
        present = seen;
        repeated = twice;
        firsts = first;
        return p;
    }

    /** A line whose name is not known, is followed by spaces, or is none. */
    private int otherLine(int p) {
        int nameTo = Chars.skip(s, p, end, Chars.TOKEN);
        int colon = Chars.skipSpace(s, nameTo, end);
        boolean sound = nameTo > p && colon < end && s[colon] == ':';
        if (!sound) {
            fault.at(colon, "malformed header line (expected: name and colon)");
        }
        int next = value(sound ? colon + 1 : p);
        return next < 0 || torn || !sound ? next : add(p, HeaderName.id(s, p, nameTo), next);
    }

    private int add(int p, int id, int next) {
        if (count == lines.length) {
            lines = Arrays.copyOf(lines, count * 2);
        }
        lines[count++] = Head.line(p - base, valueFrom - base, valueTo - base, id, folded);
        long bit = 1L << id;
        if (id - 1 >>> 3 == 0 && (present & bit) == 0 && count < 256) {
            firsts |= (long) count << (id - 1 << 3);
        }
        repeated |= present & bit;
        present |= bit;
        return next;
    }

    /**
     * The id (upper 32 bits) of a known name that is directly followed by a colon, and the position after that colon
     * (lower 32 bits); -1 for any other line. Looks at eight bytes at a time.
     */
    private long known(int p) {
        if (p + 24 > s.length) {
            return -1;
        }
        long a = Swar.eight(s, p);
        long colon = Swar.marks(a, ':');
        if (colon != 0) {
            return known(p, HeaderName.folded(a & Swar.before(colon)), 0, 0, Swar.first(colon));
        }
        a = HeaderName.folded(a);
        long b = Swar.eight(s, p + 8);
        colon = Swar.marks(b, ':');
        if (colon != 0) {
            return known(p, a, HeaderName.folded(b & Swar.before(colon)), 0, 8 + Swar.first(colon));
        }
        long c = Swar.eight(s, p + 16);
        colon = Swar.marks(c, ':');
        return colon == 0 ? -1 : known(p, a, HeaderName.folded(b), HeaderName.folded(c & Swar.before(colon)),
                16 + Swar.first(colon));
    }

    private long known(int p, long a, long b, long c, int length) {
        int id = HeaderName.id(a, b, c | (long) length << 56);
        return id == 0 || p + length >= end ? -1 : (long) id << 32 | p + length + 1;
    }

    /**
     * The end of the line at {@code from}; -1 when it is empty, ends with a space, holds a control character, is followed
     * by a fold, or lies near the end of the message. Does not look at the name first: where the next line starts shall
     * not have to wait for it.
     */
    private int plainEnd(int from) {
        int last = end - 8;
        int p = from;
        long marks = 0;
        while (p <= last) {
            marks = Swar.controls(Swar.eight(s, p));
            if (marks != 0) {
                break;
            }
            p += 8;
        }
        p += Swar.first(marks);
        if (p > last || p == from) {
            return -1;
        }
        long after = Swar.eight(s, p);
        int next = (int) (after >>> 16) & 0xff;
        boolean plain = (after & 0xffff) == CRLF && next != ' ' && next != '\t' && s[p - 1] > ' ';
        return plain ? p : -1;
    }

    /** Bounds the value that starts at or after {@code from}; returns the next line's start or -1. */
    private int value(int from) {
        int p = from;
        while (p < end && (s[p] == ' ' || s[p] == '\t')) {
            p++;
        }
        valueFrom = p;
        folded = false;
        torn = false;
        while (true) {
            p = lineEnd(p);
            if (p < 0) {
                return -1;
            }
            int next = p + 2;
            if (next >= end || s[next] != ' ' && s[next] != '\t') {
                valueTo = Chars.trimEnd(s, valueFrom, Math.max(valueFrom, p));
                return next;
            }
            folded = true;
            p = next;
        }
    }

    private int lineEnd(int from) {
        int at = lineEnd(s, from, end);
        while (at < 0) {
            if (~at >= end) {
                return -1;
            }
            fault.at(~at, "lone CR or LF");
            torn = true;
            at = lineEnd(s, ~at + 1, end);
        }
        return at;
    }

    /** The CRLF at or after {@code from}, or the complement ({@code ~}) of a lone CR or LF or of the end. */
    public static int lineEnd(byte[] s, int from, int end) {
        int p = Swar.control(s, from, end);
        while (p < end) {
            if (s[p] == '\r' && p + 1 < end && s[p + 1] == '\n') {
                return p;
            }
            if (s[p] == '\r' || s[p] == '\n') {
                return ~p;
            }
            p = Swar.control(s, p + 1, end);
        }
        return ~end;
    }
}
