package io.rvoip.sip.uri;

import io.rvoip.sip.Fault;
import io.rvoip.sip.SipSyntaxException;
import io.rvoip.sip.internal.Chars;
import io.rvoip.sip.internal.UriParts;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A telephone number (RFC 3966). A local number without {@code phone-context}, which the RFC forbids and phones send,
 * is accepted. Immutable and thread-safe.
 */
public final class TelUri implements Uri {
    private final byte[] s;
    private final int from;
    private final int to;
    private final int numberFrom;
    private final int numberTo;

    private TelUri(byte[] s, int from, int to, int numberFrom, int numberTo) {
        this.s = s;
        this.from = from;
        this.to = to;
        this.numberFrom = numberFrom;
        this.numberTo = numberTo;
    }

    /** Reads a {@code tel:} URI. @throws SipSyntaxException when it is malformed or another scheme */
    public static TelUri of(String text) {
        if (Uri.of(text) instanceof TelUri uri) {
            return uri;
        }
        throw new SipSyntaxException("uri: " + text + " (expected: tel)");
    }

    static @Nullable TelUri read(byte[] s, int from, int start, int to, Fault fault) {
        int p = start < to && s[start] == '+' ? start + 1 : start;
        int end = Chars.skip(s, p, to, Chars.PHONE);
        if (!hasDigit(s, p, end, p > start)) {
            return fault.at(p, "no telephone number");
        }
        int paramsTo = UriParts.parametersEnd(s, end, to);
        if (paramsTo != to) {
            return fault.at(paramsTo < 0 ? ~paramsTo : paramsTo, "character not allowed in a tel URI");
        }
        return new TelUri(s, from, to, start, end);
    }

    private static boolean hasDigit(byte[] s, int from, int to, boolean global) {
        boolean found = false;
        for (int p = from; p < to; p++) {
            boolean digit = Chars.is(s[p], Chars.DIGIT);
            if (global && !digit && !separator(s[p])) {
                return false;
            }
            found |= digit || !separator(s[p]);
        }
        return found;
    }

    private static boolean separator(byte b) {
        return b == '-' || b == '.' || b == '(' || b == ')';
    }

    @Override
    public String scheme() {
        return "tel";
    }

    /** Whether the number starts with "+" (E.164). */
    public boolean global() {
        return s[numberFrom] == '+';
    }

    /** The number without visual separators, hexadecimal digits in lower case: {@code +13035551212}. */
    public String number() {
        return digits(Chars.text(s, numberFrom, numberTo));
    }

    private static String digits(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!separator((byte) c)) {
                out.append((char) Chars.lower((byte) c));
            }
        }
        return out.toString();
    }

    /** The value of a parameter; an empty text for one without value. */
    public Optional<String> parameter(String name) {
        int[] value = UriParts.find(s, numberTo, to, ';', name);
        if (value == null) {
            return Optional.empty();
        }
        return Optional.of(value[0] < 0 ? "" : Chars.unescape(s, value[0], value[1]));
    }

    /** The names of all parameters in lower case. */
    public List<String> parameterNames() {
        return List.copyOf(UriParts.names(s, numberTo, to, ';'));
    }

    /** RFC 3966 §5: separators do not count, parameters compare in any order, numbers in ext and isub likewise. */
    @Override
    public boolean equivalentTo(Uri other) {
        return other instanceof TelUri o && number().equals(o.number()) && covers(o) && o.covers(this);
    }

    private boolean covers(TelUri o) {
        for (String name : o.parameterNames()) {
            Optional<String> ours = parameter(name);
            if (ours.isEmpty() || !normal(name, ours.get()).equals(normal(name, o.parameter(name).orElse("")))) {
                return false;
            }
        }
        return true;
    }

    private static String normal(String name, String value) {
        boolean number = name.equals("ext") || name.equals("phone-context") && value.startsWith("+");
        return number ? digits(value) : value.toLowerCase(Locale.ROOT);
    }

    @Override
    public TelUri detached() {
        return to - from == s.length ? this : of(toString());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || other instanceof TelUri o && Chars.same(s, from, to, o.s, o.from, o.to);
    }

    @Override
    public int hashCode() {
        return Chars.hash(s, from, to);
    }

    @Override
    public String toString() {
        return Chars.text(s, from, to);
    }
}
