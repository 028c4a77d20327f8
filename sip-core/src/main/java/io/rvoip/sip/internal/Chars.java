package io.rvoip.sip.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Character classes of RFC 3261 §25.1 over bytes, as one table of bit sets, and the conversions that go with them. */
public final class Chars {
    /** token: method, parameter names, tags, branches. */
    public static final int TOKEN = 1;
    /** word: Call-ID. */
    public static final int WORD = 1 << 1;
    /** Unescaped characters of a user part (and telephone-subscriber). */
    public static final int USER = 1 << 2;
    /** Unescaped characters of a password. */
    public static final int PASSWORD = 1 << 3;
    /** Unescaped characters of a URI parameter name or value. */
    public static final int URI_PARAM = 1 << 4;
    /** Unescaped characters of a URI header name or value. */
    public static final int URI_HEADER = 1 << 5;
    /** Characters of a host name or IPv4 address; the underscore is not in the grammar but in the field. */
    public static final int HOST = 1 << 6;
    /** 0-9. */
    public static final int DIGIT = 1 << 7;
    /** 0-9 A-F a-f. */
    public static final int HEX = 1 << 8;
    /** Scheme characters after the first letter. */
    public static final int SCHEME = 1 << 9;
    /** reserved / unreserved / "%" of RFC 2396, and square brackets. */
    public static final int URIC = 1 << 10;
    /** Letters. */
    public static final int ALPHA = 1 << 11;
    /** Unquoted parameter values: token, host, IPv6 address. */
    public static final int VALUE = 1 << 12;
    /** Space and tab. */
    public static final int LWS = 1 << 13;
    /** token, LWS and the bytes of UTF-8 beyond ASCII: an unquoted display name. */
    public static final int NAME = 1 << 14;
    /** reserved of RFC 2396: never equal to its escape. */
    public static final int RESERVED = 1 << 15;
    /** Digits and visual separators of RFC 3966. */
    public static final int PHONE = 1 << 16;
    /** token of RFC 8866 §9. */
    public static final int SDP_TOKEN = 1 << 17;
    /** Neither space nor control character. */
    public static final int VISIBLE = 1 << 18;

    private static final String ALNUM = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static final String UNRESERVED = ALNUM + "-_.!~*'()";
    private static final String TOKENS = ALNUM + "-.!%*_+`'~";
    private static final String RESERVEDS = ";/?:@&=+$,";
    private static final int[] CLASS = new int[256];
    private static final long SIP2 = Swar.eight(bytes("SIP/2.0\0"), 0);

    static {
        mark(TOKEN, TOKENS);
        mark(WORD, TOKENS + "()<>:\\\"/[]?{}");
        mark(USER, UNRESERVED + "&=+$,;?/");
        mark(PASSWORD, UNRESERVED + "&=+$,");
        mark(URI_PARAM, UNRESERVED + "[]/:&+$");
        mark(URI_HEADER, UNRESERVED + "[]/?:+$");
        mark(HOST, ALNUM + "-._");
        mark(DIGIT, "0123456789");
        mark(HEX, "0123456789abcdefABCDEF");
        mark(SCHEME, ALNUM + "+-.");
        mark(URIC, UNRESERVED + RESERVEDS + "%[]");
        mark(ALPHA, ALNUM.substring(0, 52));
        mark(VALUE, TOKENS + "[]:");
        mark(LWS, " \t");
        mark(NAME, TOKENS + " \t");
        mark(RESERVED, RESERVEDS);
        mark(PHONE, "0123456789abcdefABCDEF*#-.()");
        mark(SDP_TOKEN, ALNUM + "!#$%&'*+-.^_`{|}~");
        for (int i = ' ' + 1; i < 0x7f; i++) {
            CLASS[i] |= VISIBLE;
        }
        for (int i = 0x80; i < 0x100; i++) {
            CLASS[i] |= NAME | VISIBLE;
        }
    }

    private Chars() {}

    private static void mark(int bit, String members) {
        for (int i = 0; i < members.length(); i++) {
            CLASS[members.charAt(i)] |= bit;
        }
    }

    /** Whether {@code b} belongs to any of the classes in {@code mask}. */
    public static boolean is(byte b, int mask) {
        return (CLASS[b & 0xff] & mask) != 0;
    }

    /** Whether {@code SIP/2.0} and the byte {@code last} stand at {@code p}, in upper case. */
    public static boolean sip2(byte[] s, int p, int to, char last) {
        return p + 8 <= to && Swar.eight(s, p) == (SIP2 | (long) last << 56);
    }

    /** The first position in [from, to) whose byte is in no class of {@code mask}, or {@code to}. */
    public static int skip(byte[] s, int from, int to, int mask) {
        int p = from;
        while (p < to && (CLASS[s[p] & 0xff] & mask) != 0) {
            p++;
        }
        return p;
    }

    /** The first position in [from, to) that is neither space nor tab, or {@code to}. */
    public static int skipSpace(byte[] s, int from, int to) {
        return from < to && s[from] <= ' ' ? skip(s, from, to, LWS) : from;
    }

    /** As {@link #skip}, but also over {@code %HH}; an incomplete escape stops the walk. */
    public static int skipEscaped(byte[] s, int from, int to, int mask) {
        int p = from;
        while (true) {
            p = skip(s, p, to, mask);
            if (p + 2 < to && s[p] == '%' && is(s[p + 1], HEX) && is(s[p + 2], HEX)) {
                p += 3;
            } else {
                return p;
            }
        }
    }

    /** The end of [from, to) without trailing spaces and tabs. */
    public static int trimEnd(byte[] s, int from, int to) {
        int p = to;
        while (p > from && (s[p - 1] == ' ' || s[p - 1] == '\t')) {
            p--;
        }
        return p;
    }

    /** The first {@code wanted} in [from, to), or -1. */
    public static int indexOf(byte[] s, int from, int to, char wanted) {
        return Swar.indexOf(s, from, to, wanted);
    }

    /** The first NUL, CR or LF in [from, to), or {@code to}. */
    public static int lineBreak(byte[] s, int from, int to) {
        int p = Swar.control(s, from, to);
        while (p < to && s[p] != '\n' && s[p] != '\r' && s[p] != 0) {
            p = Swar.control(s, p + 1, to);
        }
        return p;
    }

    /** Whether the bytes are ASCII. */
    public static boolean isAscii(byte[] s) {
        return Swar.isAscii(s);
    }

    /** The position after the closing quote of the string that opens at {@code from}, or -1 when it never closes. */
    public static int quotedEnd(byte[] s, int from, int to) {
        for (int p = from + 1; p < to; p++) {
            if (s[p] == '"') {
                return p + 1;
            }
            if (s[p] == '\\') {
                p++;
            }
        }
        return -1;
    }

    /** A decimal number of at most {@code max}; -1 when empty, not all digits, or larger. Leading zeros are fine. */
    public static long number(byte[] s, int from, int to, long max) {
        if (from >= to) {
            return -1;
        }
        long value = 0;
        for (int p = from; p < to; p++) {
            int digit = s[p] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
            if (value > max) {
                return -1;
            }
        }
        return value;
    }

    /** The value of a hexadecimal digit. */
    public static int hex(byte b) {
        return b <= '9' ? b - '0' : (b | 0x20) - 'a' + 10;
    }

    /** Lower case of an ASCII letter, anything else unchanged. */
    public static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + 32 : b & 0xff;
    }

    /** Whether [from, to) is {@code wanted} but for the case of ASCII letters. */
    public static boolean equalsIgnoreCase(byte[] s, int from, int to, String wanted) {
        if (to - from != wanted.length()) {
            return false;
        }
        for (int i = 0; i < wanted.length(); i++) {
            if (lower(s[from + i]) != lower((byte) wanted.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** One to eight bytes as a number, different for each; 0 for any other length and near the end of the array. */
    public static long word(byte[] s, int from, int to) {
        int length = to - from;
        return length < 1 || length > 8 || from + 8 > s.length ? 0 : Swar.eight(s, from) & -1L >>> 64 - (length << 3);
    }

    /** A token of at most eight bytes as a number, the same in any case; 0 for a longer one. */
    public static long key(byte[] s, int from, int to) {
        int length = to - from;
        if (length > 8 || length < 1) {
            return 0;
        }
        if (from + 8 > s.length) {
            return HeaderName.word(s, from, 0, length);
        }
        return HeaderName.folded(Swar.eight(s, from) & -1L >>> 64 - (length << 3));
    }

    /** The number of a token of one to eight characters. */
    public static long key(String token) {
        byte[] bytes = bytes(token);
        return key(bytes, 0, bytes.length);
    }

    /** Whether two ranges are equal byte for byte. */
    public static boolean same(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
        return Arrays.equals(a, aFrom, aTo, b, bFrom, bTo);
    }

    /** A hash over the bytes of a range. */
    public static int hash(byte[] s, int from, int to) {
        int h = 1;
        for (int p = from; p < to; p++) {
            h = 31 * h + s[p];
        }
        return h;
    }

    /** The range as text (UTF-8). */
    public static String text(byte[] s, int from, int to) {
        return new String(s, from, to - from, StandardCharsets.UTF_8);
    }

    /** A range of ASCII as text. */
    @SuppressWarnings("deprecation") // for a charset the compiler finds the constructor too big to inline
    public static String ascii(byte[] s, int from, int to) {
        return new String(s, 0, from, to - from);
    }

    /** The text as bytes (UTF-8). */
    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The inside of a quoted string with its backslashes resolved; [from, to) includes the quotes. */
    public static String unquote(byte[] s, int from, int to) {
        int in = from + 1;
        int end = to - 1;
        if (indexOf(s, in, end, '\\') < 0) {
            return text(s, in, end);
        }
        byte[] out = new byte[end - in];
        int n = 0;
        while (in < end) {
            if (s[in] == '\\' && in + 1 < end) {
                in++;
            }
            out[n++] = s[in++];
        }
        return text(out, 0, n);
    }

    /** {@code text} as a quoted string with quotes and backslashes escaped. */
    public static String quote(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append(c);
        }
        return out.append('"').toString();
    }

    /** Whether {@code text} is not empty and all its characters are ASCII of the classes in {@code mask}. */
    public static boolean all(String text, int mask) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0x7f || (CLASS[c] & mask) == 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** The range with {@code %HH} resolved once, never recursively (RFC 3986 §2.4). */
    public static String unescape(byte[] s, int from, int to) {
        if (indexOf(s, from, to, '%') < 0) {
            return text(s, from, to);
        }
        byte[] out = new byte[to - from];
        int n = 0;
        for (int p = from; p < to; p++) {
            if (s[p] == '%' && p + 2 < to && is(s[p + 1], HEX) && is(s[p + 2], HEX)) {
                out[n++] = (byte) (hex(s[p + 1]) << 4 | hex(s[p + 2]));
                p += 2;
            } else {
                out[n++] = s[p];
            }
        }
        return text(out, 0, n);
    }

    /** {@code text} as UTF-8 with everything outside the classes in {@code mask} written as {@code %HH}. */
    public static String escape(String text, int mask) {
        StringBuilder out = new StringBuilder(text.length());
        for (byte b : bytes(text)) {
            if (is(b, mask) && b > 0) {
                out.append((char) b);
            } else {
                out.append('%').append(hexDigit(b >> 4)).append(hexDigit(b));
            }
        }
        return out.toString();
    }

    private static char hexDigit(int nibble) {
        return "0123456789ABCDEF".charAt(nibble & 0xf);
    }
}
