package io.rvoip.sip.sdp;

import java.util.ArrayList;
import java.util.List;

/** Character classes and small readers of RFC 8866 §9. Loops, not streams: each runs over each part of each offer. */
final class SdpText {
    private static final boolean[] TOKEN = tokenChars();
    /** Words of nearly every offer: one copy serves all, with its hash known. */
    private static final String[] COMMON = {
        "IN", "IP4", "IP6", "audio", "RTP/AVP", "0", "8", "rtpmap", "fmtp", "ptime", "sendrecv",
    };

    private SdpText() { }

    private static boolean[] tokenChars() {
        boolean[] token = new boolean[128];
        for (int c = 0; c < token.length; c++) {
            token[c] = isAlphanumeric(c) || "!#$%&'*+-.^_`{|}~".indexOf(c) >= 0;
        }
        return token;
    }

    static boolean isToken(String text) {
        return isToken(text, 0, text.length());
    }

    /** Whether [from, to) is a token. */
    static boolean isToken(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c >= TOKEN.length || !TOKEN[c]) {
                return false;
            }
        }
        return to > from;
    }

    static boolean isAlphanumeric(int c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    /** Visible characters only: no space, no control. */
    static boolean isVisible(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == 0x7F) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** Anything but the characters that end a line. */
    static boolean isLineText(String text) {
        return isLineText(text, 0, text.length());
    }

    /** Whether [from, to) has none of the characters that end a line. */
    static boolean isLineText(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c <= '\r' && (c == 0 || c == '\r' || c == '\n')) {
                return false;
            }
        }
        return true;
    }

    /** The number, or -1 when it is not decimal or above {@code max}. */
    static long number(String text, long max) {
        return number(text, 0, text.length(), max);
    }

    /** The number in [from, to), or -1 as above. */
    static long number(String text, int from, int to, long max) {
        if (from >= to || to - from > 19) {
            return -1;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || value > (max - digit) / 10) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /** The text in [from, to). */
    static String word(String text, int from, int to) {
        for (String common : COMMON) {
            if (common.length() == to - from && text.startsWith(common, from)) {
                return common;
            }
        }
        return text.substring(from, to);
    }

    /** The first place from {@code from} on that has no space or control character, or {@code to}. */
    static int skipSpace(String text, int from, int to) {
        int at = from;
        while (at < to && text.charAt(at) <= ' ') {
            at++;
        }
        return at;
    }

    /** Splits at runs of spaces; no empty parts. */
    static List<String> words(String text) {
        List<String> words = new ArrayList<>(8);
        int from = 0;
        while (from < text.length()) {
            int to = text.indexOf(' ', from);
            if (to < 0) {
                to = text.length();
            }
            if (to > from) {
                words.add(word(text, from, to));
            }
            from = to + 1;
        }
        return words;
    }

    static String requireToken(String field, String value) {
        return require(isToken(value), field, value, "a token");
    }

    static String requireVisible(String field, String value) {
        return require(isVisible(value), field, value, "visible characters without space");
    }

    static String requireLineText(String field, String value) {
        return require(!value.isEmpty() && isLineText(value), field, value, "text in one line");
    }

    static String require(boolean holds, String field, String value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(field + ": \"" + printable(value) + "\" (expected: " + expected + ')');
        }
        return value;
    }

    static long requireRange(String field, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(field + ": " + value + " (expected: " + min + '-' + max + ')');
        }
        return value;
    }

    /** For messages: no control characters, not long. */
    static String printable(String text) {
        String shown = text.length() > 64 ? text.substring(0, 64) + "..." : text;
        StringBuilder out = new StringBuilder(shown.length());
        shown.chars().forEach(c -> out.append(c < ' ' || c == 0x7F ? '?' : (char) c));
        return out.toString();
    }
}
