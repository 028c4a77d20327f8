package io.rvoip.sip.internal;

/**
 * The bounds of all header lines of one message in one array. A line is a {@code long}: start, value start, value end
 * (16 bits each, from the message's first byte), header id (8), flags (8). So the header section is at most 65,535
 * bytes. Immutable once published.
 *
 * @param s       the array that holds the message
 * @param base    where the message starts in it
 * @param lines   one entry per header line; unused room at the end
 * @param count   header lines
 * @param present a bit for each known id that occurs
 * @param headEnd where the blank line starts, from {@code base}
 */
public record Head(byte[] s, int base, long[] lines, int count, long present, int headEnd) {
    /** Bytes that a line's bounds can address. */
    public static final int MAX_BYTES = 65_535;
    private static final int FOLDED = 1;

    /** Packs a line; positions count from the message's start. */
    public static long line(int start, int valueFrom, int valueTo, int id, boolean folded) {
        long bounds = (long) start << 48 | (long) valueFrom << 32 | (long) valueTo << 16;
        return bounds | (long) id << 8 | (folded ? FOLDED : 0);
    }

    /** A packed line {@code delta} bytes further on; all positions must stay within {@link #MAX_BYTES}. */
    public static long moved(long line, int delta) {
        return line + delta * (1L << 48 | 1L << 32 | 1L << 16);
    }

    /** The id in a packed line. */
    public static int id(long line) {
        return (int) line >>> 8 & 0xff;
    }

    /** The id of line {@code i}: {@link HeaderName#ordinal()}. */
    public int id(int i) {
        return id(lines[i]);
    }

    /** Where line {@code i} starts in the array. */
    public int start(int i) {
        return base + (int) (lines[i] >>> 48);
    }

    /**
     * Where line {@code i} ends in the array, line break included: not where the next starts, broken ones being left
     * out.
     */
    public int end(int i) {
        return Chars.skipSpace(s, valueTo(i), s.length) + 2;
    }

    /** Where the value of line {@code i} starts in the array. */
    public int valueFrom(int i) {
        return base + (int) (lines[i] >>> 32 & 0xffff);
    }

    /** Where the value of line {@code i} ends in the array, without trailing spaces. */
    public int valueTo(int i) {
        return base + (int) (lines[i] >>> 16 & 0xffff);
    }

    /** Whether line {@code i} is folded (RFC 3261 §7.3.1). */
    public boolean folded(int i) {
        return (lines[i] & FOLDED) != 0;
    }

    /** Where the name of line {@code i} ends in the array. */
    public int nameTo(int i) {
        int start = start(i);
        return Chars.skip(s, start, end(i), Chars.TOKEN);
    }

    /** The first line at or after {@code from} of this id, for id 0 with this name; -1 when there is none. */
    public int next(int from, int id, String name) {
        if ((present >>> id & 1) == 0) {
            return -1;
        }
        for (int i = from; i < count; i++) {
            if (id(lines[i]) == id && (id != 0 || Chars.equalsIgnoreCase(s, start(i), nameTo(i), name))) {
                return i;
            }
        }
        return -1;
    }

    /** The value of line {@code i} as text, unfolded. */
    public String text(int i) {
        if (!folded(i)) {
            return Chars.text(s, valueFrom(i), valueTo(i));
        }
        byte[] value = Codecs.unfolded(s, valueFrom(i), valueTo(i));
        return Chars.text(value, 0, value.length);
    }
}
