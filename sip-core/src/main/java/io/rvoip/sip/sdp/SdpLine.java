package io.rvoip.sip.sdp;

import io.rvoip.sip.internal.Chars;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The value of one line, and the words it is made of. One instance goes over all lines of one text, so that words need no
 * list and no copy until somebody keeps them.
 */
final class SdpLine {
    private final byte[] s;
    private final boolean ascii;
    private int from;
    private int to;
    /** Where each word starts and ends. */
    private int[] bounds = new int[16];
    private int words;

    /**
     * Reads lines of a text.
     *
     * @param s UTF-8
     * @param ascii whether it is ASCII alone
     */
    SdpLine(byte[] s, boolean ascii) {
        this.s = s;
        this.ascii = ascii;
    }

    /** A value on its own. */
    static SdpLine of(String value) {
        byte[] bytes = Chars.bytes(value);
        SdpLine line = new SdpLine(bytes, false);
        line.set(0, bytes.length);
        return line;
    }

    /** Moves to the value in [from, to). */
    void set(int from, int to) {
        this.from = from;
        this.to = to;
    }

    /** The whole value. */
    String text() {
        return text(from, to);
    }

    /** A part of the text. */
    String text(int from, int to) {
        return ascii ? Chars.ascii(s, from, to) : Chars.text(s, from, to);
    }

    /** Finds the words, which spaces divide; returns how many. */
    int split() {
        words = 0;
        int p = from;
        while (p < to) {
            int end = Chars.indexOf(s, p, to, ' ');
            if (end < 0) {
                end = to;
            }
            if (end > p) {
                word(p, end);
            }
            p = end + 1;
        }
        return words;
    }

    private void word(int start, int end) {
        if (2 * words == bounds.length) {
            bounds = Arrays.copyOf(bounds, 4 * words);
        }
        bounds[2 * words] = start;
        bounds[2 * words + 1] = end;
        words++;
    }

    /** Where word {@code i} starts. */
    int start(int i) {
        return bounds[2 * i];
    }

    /** Where word {@code i} ends. */
    int end(int i) {
        return bounds[2 * i + 1];
    }

    /** Word {@code i}. */
    String word(int i) {
        return text(start(i), end(i));
    }

    /** Word {@code i}, if it is a token. */
    @Nullable String token(int i) {
        return token(start(i), end(i));
    }

    /** What stands in [from, to), if it is a token. */
    @Nullable String token(int from, int to) {
        String known = SdpText.common(s, from, to);
        return known != null ? known
                : from < to && Chars.skip(s, from, to, Chars.SDP_TOKEN) == to ? text(from, to) : null;
    }

    /** Whether word {@code i} has visible characters only. */
    boolean isVisible(int i) {
        return Chars.skip(s, start(i), end(i), Chars.VISIBLE) == end(i);
    }

    /** Word {@code i} as a decimal number; -1 when it is none or above {@code max}. */
    long number(int i, long max) {
        return end(i) - start(i) < 19 ? Chars.number(s, start(i), end(i), max) : SdpText.number(word(i), max);
    }
}
