package io.rvoip.sip.internal;

/** Splits a header line at the commas between values. */
public final class Commas {
    private Commas() {}

    /**
     * The first comma in [from, to) outside quoted strings and angle brackets; {@code to} when there is none.
     *
     * @param plain the values know no quotes and brackets (Call-IDs)
     */
    public static int next(byte[] s, int from, int to, boolean plain) {
        if (Chars.indexOf(s, from, to, ',') < 0) {
            return to;
        }
        boolean angle = false;
        for (int p = from; p < to; p++) {
            byte b = s[p];
            if (b == ',' && !angle) {
                return p;
            }
            if (!plain) {
                if (b == '"' && !angle) {
                    int close = Chars.quotedEnd(s, p, to);
                    if (close < 0) {
                        return to;
                    }
                    p = close - 1;
                } else if (b == '<') {
                    angle = true;
                } else if (b == '>') {
                    angle = false;
                }
            }
        }
        return to;
    }
}
