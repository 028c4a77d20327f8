package io.rvoip.sip.internal;

/**
 * Walks {@code *( SEMI generic-param )} of RFC 3261 §25.1: names, and values that are tokens, hosts or quoted
 * strings. Lives for one loop of its caller.
 */
public final class ParamCursor {
    private final byte[] s;
    private final int end;
    /** Where the walk stands; after a failed step, where the fault is. */
    public int pos;
    /** Bounds of the current name. */
    public int nameFrom;
    /** End of the current name. */
    public int nameTo;
    /** Bounds of the current value with its quotes, or -1 when the parameter has none. */
    public int valueFrom;
    /** End of the current value. */
    public int valueTo;

    /** Whether the current value is a token. */
    public boolean token;

    /** Starts at {@code from}, where a semicolon (after spaces) or the end is expected. */
    public ParamCursor(byte[] s, int from, int end) {
        this.s = s;
        this.pos = from;
        this.end = end;
    }

    /** Moves to the next parameter; false at the end or at the first byte that is none: see {@link #ended()}. */
    public boolean next() {
        int p = Chars.skipSpace(s, pos, end);
        if (p >= end || s[p] != ';') {
            pos = p;
            return false;
        }
        p = Chars.skipSpace(s, p + 1, end);
        int nameEnd = Chars.skip(s, p, end, Chars.TOKEN);
        if (nameEnd == p) {
            pos = p;
            return malformed();
        }
        nameFrom = p;
        nameTo = nameEnd;
        p = Chars.skipSpace(s, nameEnd, end);
        if (p >= end || s[p] != '=') {
            valueFrom = -1;
            valueTo = -1;
            token = false;
            pos = p;
            return true;
        }
        return value(Chars.skipSpace(s, p + 1, end));
    }

    private boolean value(int from) {
        int to = Chars.skip(s, from, end, Chars.TOKEN);
        token = to == end || !Chars.is(s[to], Chars.VALUE) && s[to] != '"';
        if (!token) {
            to = s[to] == '"' && to == from ? Chars.quotedEnd(s, from, end) : Chars.skip(s, to, end, Chars.VALUE);
        }
        if (to <= from) {
            pos = from;
            return malformed();
        }
        valueFrom = from;
        valueTo = to;
        pos = to;
        return true;
    }

    private boolean malformed() {
        nameFrom = -1;
        return false;
    }

    /** Whether the walk used up its range without a fault. */
    public boolean ended() {
        return pos >= end && nameFrom >= 0;
    }

    /** The current name as a number, to compare with {@link Chars#key(String)}; 0 when it has over eight bytes. */
    public long key() {
        return Chars.key(s, nameFrom, nameTo);
    }

    /** Whether the current name is {@code wanted}, ignoring case. */
    public boolean named(String wanted) {
        return Chars.equalsIgnoreCase(s, nameFrom, nameTo, wanted);
    }

    /** The current value without quotes and escapes; empty when there is none. */
    public String value() {
        if (valueFrom < 0) {
            return "";
        }
        return s[valueFrom] == '"' ? Chars.unquote(s, valueFrom, valueTo) : Chars.text(s, valueFrom, valueTo);
    }
}
