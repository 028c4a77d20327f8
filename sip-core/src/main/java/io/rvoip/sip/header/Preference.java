package io.rvoip.sip.header;

import io.rvoip.sip.Fault;
import io.rvoip.sip.internal.Chars;
import io.rvoip.sip.internal.Wire;
import org.jspecify.annotations.Nullable;

/**
 * A token with parameters: a coding of Accept-Encoding or a language range of Accept-Language (RFC 3261 §20.2,
 * §20.3).
 *
 * @param value as written; {@code *} for any
 */
public record Preference(String value, Parameters parameters) {
    /** Checks the token. */
    public Preference {
        Wire.token("preference", value);
    }

    /** Reads the value that fills [from, to); null with the reason in {@code fault}. */
    public static @Nullable Preference read(byte[] s, int from, int to, Fault fault) {
        int end = Chars.skip(s, from, to, Chars.TOKEN);
        if (end == from) {
            return fault.at(from, "not a token");
        }
        Parameters parameters = Parameters.read(s, end, to, fault);
        return parameters == null ? null : new Preference(Chars.text(s, from, end), parameters);
    }

    @Override
    public String toString() {
        return value + parameters;
    }
}
