package io.rvoip.sip.internal;

import io.rvoip.sip.SipSyntaxException;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Hosts of URIs, Via and SDP: names, IPv4 addresses and bracketed IPv6 addresses. No name is ever looked up. */
public final class Hosts {
    private Hosts() {}

    /** The end of the host at {@code from}, brackets included, or -1 when there is none. */
    public static int end(byte[] s, int from, int to) {
        if (from >= to) {
            return -1;
        }
        if (s[from] == '[') {
            int close = Chars.indexOf(s, from, to, ']');
            return close > 0 && v6(s, from + 1, close) != null ? close + 1 : -1;
        }
        int p = Chars.skip(s, from, to, Chars.HOST);
        return p > from && s[from] != '-' && s[from] != '.' ? p : -1;
    }

    /** The port in [from, to): 1-65535, or -1. */
    public static int port(byte[] s, int from, int to) {
        if (to - from > 8) {
            return -1;
        }
        int port = 0;
        for (int p = from; p < to; p++) {
            int digit = s[p] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            port = port * 10 + digit;
        }
        return port > 0 && port <= 65_535 ? port : -1;
    }

    /** Whether two hosts are the same: names without case, IPv6 addresses by value. */
    public static boolean same(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
        if (s6(a, aFrom, aTo) && s6(b, bFrom, bTo)) {
            byte[] x = v6(a, aFrom + 1, aTo - 1);
            byte[] y = v6(b, bFrom + 1, bTo - 1);
            return x != null && y != null && Arrays.equals(x, y);
        }
        if (aTo - aFrom != bTo - bFrom) {
            return false;
        }
        for (int i = 0; i < aTo - aFrom; i++) {
            if (Chars.lower(a[aFrom + i]) != Chars.lower(b[bFrom + i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean s6(byte[] s, int from, int to) {
        return to - from > 3 && s[from] == '[';
    }

    /** The 16 bytes of the IPv6 address in [from, to) without brackets, or null (RFC 4291 §2.2, no zone). */
    public static byte @Nullable [] v6(byte[] s, int from, int to) {
        byte[] out = new byte[16];
        int n = 0;
        int gap = -1;
        int p = from;
        if (to - from >= 2 && s[p] == ':' && s[p + 1] == ':') {
            gap = 0;
            p += 2;
        }
        while (p < to) {
            int end = Chars.skip(s, p, to, Chars.HEX);
            if (end < to && s[end] == '.') {
                return n <= 12 && v4(s, p, to, out, n) ? spread(out, n + 4, gap) : null;
            }
            if (end == p || end - p > 4 || n > 14) {
                return null;
            }
            int group = 0;
            while (p < end) {
                group = group << 4 | Chars.hex(s[p++]);
            }
            out[n++] = (byte) (group >> 8);
            out[n++] = (byte) group;
            if (p == to) {
                break;
            }
            if (s[p++] != ':' || p == to) {
                return null;
            }
            if (s[p] == ':') {
                if (gap >= 0) {
                    return null;
                }
                gap = n;
                p += quadAfterColon(s, p + 1, to) ? 2 : 1;
            }
        }
        return spread(out, n, gap);
    }

    /** The grammar of RFC 3261 §25.1 puts a third colon before an IPv4 address: RFC 5118 §4.10. */
    private static boolean quadAfterColon(byte[] s, int p, int to) {
        if (p >= to || s[p] != ':') {
            return false;
        }
        int end = Chars.skip(s, p + 1, to, Chars.DIGIT);
        return end > p + 1 && end < to && s[end] == '.';
    }

    private static byte @Nullable [] spread(byte[] out, int n, int gap) {
        if (gap < 0) {
            return n == 16 ? out : null;
        }
        if (n > 14) {
            return null;
        }
        int tail = n - gap;
        System.arraycopy(out, gap, out, 16 - tail, tail);
        Arrays.fill(out, gap, 16 - tail, (byte) 0);
        return out;
    }

    /** Reads the dotted quad in [from, to) into {@code out} at {@code at}; false when it is none. */
    public static boolean v4(byte[] s, int from, int to, byte[] out, int at) {
        int p = from;
        for (int i = 0; i < 4; i++) {
            int end = Chars.skip(s, p, to, Chars.DIGIT);
            long octet = end - p > 3 ? -1 : Chars.number(s, p, end, 255);
            if (octet < 0 || (i < 3 ? end >= to || s[end] != '.' : end != to)) {
                return false;
            }
            out[at + i] = (byte) octet;
            p = end + 1;
        }
        return true;
    }

    /** A host given by a caller, in the form of the wire: IPv6 bracketed. @throws SipSyntaxException if it is none */
    public static String checked(String host) {
        String wire = host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
        byte[] bytes = Chars.bytes(wire);
        if (end(bytes, 0, bytes.length) != bytes.length) {
            throw new SipSyntaxException("host: " + host + " (expected: a name or an address)");
        }
        return wire;
    }

    /** Lower case, for keys. */
    public static String key(byte[] s, int from, int to) {
        return Chars.text(s, from, to).toLowerCase(Locale.ROOT);
    }
}
