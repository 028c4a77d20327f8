package io.rvoip.sip.sdp;

import io.rvoip.sip.internal.Chars;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Character classes and small readers of RFC 8866 §9. Loops, not streams: each runs over each part of each offer. */
final class SdpText {
    private static final int SLOTS = 256;
    /** Tokens of nearly every offer, up to eight letters: one copy serves all, with its hash known, and needs no check. */
    private static final String[] COMMON = new String[SLOTS];
    private static final long[] KEYS = new long[SLOTS];
    private static final String[] COMMON_BY_HASH = new String[SLOTS];

    static {
        for (String word : new String[] {"IN", "IP4", "IP6", "-", "audio", "video", "0", "8", "9", "18", "96", "97", "98",
            "99", "100", "101", "102", "111", "rtpmap", "fmtp", "ptime", "maxptime", "sendrecv", "sendonly", "recvonly",
            "inactive", "rtcp", "rtcp-mux", "rtcp-fb", "mid", "ssrc", "crypto", "setup", "msid", "group"}) {
            long key = Chars.word(Arrays.copyOf(Chars.bytes(word), 8), 0, word.length());
            int slot = slot(key);
            while (COMMON[slot] != null) {
                slot = slot + 1 & SLOTS - 1;
            }
            COMMON[slot] = word;
            KEYS[slot] = key;
            COMMON_BY_HASH[word.hashCode() & SLOTS - 1] = word;
        }
    }

    private SdpText() { }

    static boolean isToken(String text) {
        return COMMON_BY_HASH[text.hashCode() & SLOTS - 1] == text || isToken(text, 0, text.length());
    }

    /** Whether [from, to) is a token. */
    static boolean isToken(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c > 0x7F || !Chars.is((byte) c, Chars.SDP_TOKEN)) {
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
        return text.indexOf('\n') < 0 && text.indexOf('\r') < 0 && text.indexOf(0) < 0;
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
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit; // 19 digits fit but for the last, which makes it negative
            if (value < 0 || value > max) {
                return -1;
            }
        }
        return value;
    }

    /** The token of nearly every offer that stands in [from, to); null for any other. */
    static @Nullable String common(byte[] s, int from, int to) {
        long key = Chars.word(s, from, to);
        int slot = slot(key);
        while (COMMON[slot] != null) {
            if (KEYS[slot] == key) {
                return COMMON[slot];
            }
            slot = slot + 1 & SLOTS - 1;
        }
        return null;
    }

    private static int slot(long key) {
        return (int) (key * 0x9E37_79B9_7F4A_7C15L >>> 56);
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
                words.add(text.substring(from, to));
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
            throw invalid(field, value, expected);
        }
        return value;
    }

    /** For checks whose message has to be put together, which costs more than the check. */
    static IllegalArgumentException invalid(String field, String value, String expected) {
        return new IllegalArgumentException(field + ": \"" + printable(value) + "\" (expected: " + expected + ')');
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
