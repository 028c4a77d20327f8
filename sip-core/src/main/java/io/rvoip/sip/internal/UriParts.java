package io.rvoip.sip.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The walks over parameter and header lists of URIs, shared by the schemes, and comparison with escapes. */
public final class UriParts {
    private UriParts() {}

    /**
     * The end of {@code *( ";" pname [ "=" pvalue ] )} from {@code from}, or the complement ({@code ~}) of the
     * position of the first fault.
     */
    public static int parametersEnd(byte[] s, int from, int to) {
        int p = from;
        while (p < to && s[p] == ';') {
            int name = p + 1;
            p = Chars.skipEscaped(s, name, to, Chars.URI_PARAM);
            if (p == name) {
                return ~p;
            }
            if (p < to && s[p] == '=') {
                int value = p + 1;
                p = Chars.skipEscaped(s, value, to, Chars.URI_PARAM);
                if (p == value) {
                    return ~p;
                }
            }
        }
        return p;
    }

    /** As {@link #parametersEnd} for {@code "?" hname "=" hvalue *( "&" hname "=" hvalue )}. */
    public static int headersEnd(byte[] s, int from, int to) {
        int p = from;
        do {
            int name = p + 1;
            p = Chars.skipEscaped(s, name, to, Chars.URI_HEADER);
            if (p == name || p >= to || s[p] != '=') {
                return ~p;
            }
            p = Chars.skipEscaped(s, p + 1, to, Chars.URI_HEADER);
        } while (p < to && s[p] == '&');
        return p;
    }

    /**
     * The bounds of the named element in a list whose elements are each preceded by one separator byte: {valueFrom,
     * valueTo}, both -1 for an element without value, null when absent. Names compare without case, escapes resolved.
     */
    public static int @Nullable [] find(byte[] s, int from, int to, char separator, String wanted) {
        int p = from;
        while (p < to) {
            int end = elementEnd(s, p + 1, to, separator);
            int nameTo = nameEnd(s, p + 1, end);
            if (Chars.equalsIgnoreCase(s, p + 1, nameTo, wanted)
                    || Chars.indexOf(s, p + 1, nameTo, '%') >= 0
                    && Chars.unescape(s, p + 1, nameTo).equalsIgnoreCase(wanted)) {
                return nameTo < end ? new int[] {nameTo + 1, end} : new int[] {-1, -1};
            }
            p = end;
        }
        return null;
    }

    /** The names in the list, in lower case, escapes resolved, in order. */
    public static List<String> names(byte[] s, int from, int to, char separator) {
        List<String> names = new ArrayList<>(4);
        int p = from;
        while (p < to) {
            int end = elementEnd(s, p + 1, to, separator);
            names.add(Chars.unescape(s, p + 1, nameEnd(s, p + 1, end)).toLowerCase(Locale.ROOT));
            p = end;
        }
        return names;
    }

    /** The list without the named element, as text. */
    public static String without(byte[] s, int from, int to, char separator, String unwanted) {
        StringBuilder out = new StringBuilder();
        int p = from;
        while (p < to) {
            int end = elementEnd(s, p + 1, to, separator);
            if (!Chars.unescape(s, p + 1, nameEnd(s, p + 1, end)).equalsIgnoreCase(unwanted)) {
                out.append(Chars.text(s, p, end));
            }
            p = end;
        }
        return out.toString();
    }

    private static int elementEnd(byte[] s, int from, int to, char separator) {
        int p = Chars.indexOf(s, from, to, separator);
        return p < 0 ? to : p;
    }

    private static int nameEnd(byte[] s, int from, int to) {
        int p = Chars.indexOf(s, from, to, '=');
        return p < 0 ? to : p;
    }

    /**
     * Whether two ranges match with escapes of unreserved characters taken as the character itself (RFC 3261
     * §19.1.4): an escaped reserved character only matches its escape.
     */
    public static boolean matches(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo, boolean ignoreCase) {
        int i = aFrom;
        int j = bFrom;
        while (i < aTo && j < bTo) {
            int x = unit(a, i, aTo);
            int y = unit(b, j, bTo);
            if (x != y && !(ignoreCase && folded(x) == folded(y))) {
                return false;
            }
            i += a[i] == '%' && x != '%' ? 3 : 1;
            j += b[j] == '%' && y != '%' ? 3 : 1;
        }
        return i == aTo && j == bTo;
    }

    private static int unit(byte[] s, int p, int to) {
        if (s[p] != '%' || p + 2 >= to) {
            return s[p] & 0xff;
        }
        byte decoded = (byte) (Chars.hex(s[p + 1]) << 4 | Chars.hex(s[p + 2]));
        boolean distinct = decoded == '%' || Chars.is(decoded, Chars.RESERVED);
        return distinct ? (decoded & 0xff) | 0x100 : decoded & 0xff;
    }

    private static int folded(int unit) {
        return unit > 0xff ? unit : Chars.lower((byte) unit);
    }
}
