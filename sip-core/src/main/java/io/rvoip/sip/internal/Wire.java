package io.rvoip.sip.internal;

import io.rvoip.sip.SipSyntaxException;

/** What a caller's values must pass before they may stand in a message: nothing can break out of its field. */
public final class Wire {
    private Wire() {}

    /** {@code value} when it holds no CR, LF or NUL. @throws SipSyntaxException otherwise */
    public static String clean(String where, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\r' || c == '\n' || c == 0) {
                throw new SipSyntaxException(where + ": control character at index " + i
                        + " (expected: no CR, LF or NUL)");
            }
        }
        return value;
    }

    /** {@code value} when it is a token. @throws SipSyntaxException otherwise */
    public static String token(String where, String value) {
        if (!Chars.all(value, Chars.TOKEN)) {
            throw new SipSyntaxException(where + ": " + value + " (expected: a token)");
        }
        return value;
    }

    /** {@code name=value}, quoted when the value is no token; the name alone for an empty value. */
    public static String parameter(String name, String value) {
        token("parameter", name);
        clean(name, value);
        if (value.isEmpty()) {
            return name;
        }
        return name + "=" + (Chars.all(value, Chars.VALUE) ? value : Chars.quote(value));
    }
}
