package io.rvoip.sip.internal;

import io.rvoip.sip.Fault;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The one pass that finds and bounds the header lines. A broken line is noted and skipped, so that a refusal can still
 * find its Via. Lives for one parse.
 */
public final class HeadReader {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = 0x8080_8080_8080_8080L;

    private final byte[] s;
    private final int base;
    private final int end;
    private final Fault fault;
    private long[] lines = new long[20];
    private int count;
    private int headEnd = -1;
    private boolean overflow;
    private boolean folded;
    private int valueFrom;
    private int valueTo;

    /** Reads a message in [base, end). */
    public HeadReader(byte[] s, int base, int end, Fault fault) {
        this.s = s;
        this.base = base;
        this.end = Math.min(end, base + Head.MAX_BYTES);
        this.fault = fault;
    }

    /** Reads lines from {@code from} to the blank line, or as far as the limits go. */
    public Head read(int from, int maxHeaders, int maxLine) {
        int p = from;
        while (p < end) {
            if (s[p] == '\r' && p + 1 < end && s[p + 1] == '\n') {
                headEnd = p - base;
                return new Head(s, base, lines, count, headEnd);
            }
            if (count == maxHeaders) {
                overflow = true;
                fault.at(p, "more than " + maxHeaders + " header fields");
                return new Head(s, base, lines, count, p - base);
            }
            int next = line(p);
            if (next < 0) {
                break;
            }
            if (next - p > maxLine) {
                overflow = true;
                fault.at(p, "header line over " + maxLine + " bytes");
            }
            p = next;
        }
        fault.at(p, "no blank line after the header fields");
        return new Head(s, base, lines, count, Math.min(p, end) - base);
    }

    /** Whether the blank line was found. */
    public boolean complete() {
        return headEnd >= 0;
    }

    /** Whether a limit was passed. */
    public boolean overflow() {
        return overflow;
    }

    /** Reads the line at {@code p}; returns the next line's start, or -1 when the message ends in it. */
    private int line(int p) {
        int nameTo = Chars.skip(s, p, end, Chars.TOKEN);
        int colon = nameTo;
        while (colon < end && (s[colon] == ' ' || s[colon] == '\t')) {
            colon++;
        }
        boolean sound = nameTo > p && colon < end && s[colon] == ':';
        if (!sound) {
            fault.at(colon, "malformed header line (expected: name and colon)");
        }
        int next = value(sound ? colon + 1 : p);
        if (next >= 0 && sound) {
            if (count == lines.length) {
                lines = Arrays.copyOf(lines, count * 2);
            }
            lines[count++] = Head.line(p - base, valueFrom - base, valueTo - base,
                    HeaderName.id(s, p, nameTo), folded);
        }
        return next;
    }

    /** Bounds the value that starts at or after {@code from}; returns the next line's start or -1. */
    private int value(int from) {
        int p = from;
        while (p < end && (s[p] == ' ' || s[p] == '\t')) {
            p++;
        }
        valueFrom = p;
        folded = false;
        while (true) {
            p = lineEnd(p);
            if (p < 0) {
                return -1;
            }
            int next = p + 2;
            if (next >= end || s[next] != ' ' && s[next] != '\t') {
                valueTo = Math.max(valueFrom, Chars.trimEnd(s, valueFrom, p));
                return next;
            }
            folded = true;
            p = next;
        }
    }

    /** The position of the CRLF at or after {@code from}, or -1. A lone CR or LF ends nothing and is a fault. */
    private int lineEnd(int from) {
        int p = from;
        while (true) {
            p = control(p);
            if (p >= end) {
                return -1;
            }
            if (s[p] == '\r' && p + 1 < end && s[p + 1] == '\n') {
                return p;
            }
            if (s[p] == '\r' || s[p] == '\n') {
                fault.at(p, "lone CR or LF");
            }
            p++;
        }
    }

    /** The first byte below 14 at or after {@code from}, eight at a time; {@code end} when there is none. */
    private int control(int from) {
        int p = from;
        int last = Math.min(end, s.length - 8);
        while (p <= last) {
            long eight = (long) EIGHT.get(s, p);
            long small = eight - 14 * ONES & ~eight & HIGHS;
            if (small != 0) {
                return Math.min(end, p + (Long.numberOfTrailingZeros(small) >> 3));
            }
            p += 8;
        }
        while (p < end && (s[p] < 0 || s[p] >= 14)) {
            p++;
        }
        return p;
    }
}
