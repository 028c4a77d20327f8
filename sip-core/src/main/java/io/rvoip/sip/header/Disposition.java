package io.rvoip.sip.header;

import io.rvoip.sip.Fault;
import io.rvoip.sip.internal.Chars;
import io.rvoip.sip.internal.Wire;
import org.jspecify.annotations.Nullable;

/**
 * How a body is to be understood: Content-Disposition (RFC 3261 §20.11).
 *
 * @param type {@code session}, {@code render}, {@code icon}, {@code alert} or another token
 */
public record Disposition(String type, Parameters parameters) {
    /** Checks the token. */
    public Disposition {
        Wire.token("disposition", type);
    }

    /** Reads the value that fills [from, to); null with the reason in {@code fault}. */
    public static @Nullable Disposition read(byte[] s, int from, int to, Fault fault) {
        int end = Chars.skip(s, from, to, Chars.TOKEN);
        if (end == from) {
            return fault.at(from, "not a token");
        }
        Parameters parameters = Parameters.read(s, end, to, fault);
        return parameters == null ? null : new Disposition(Chars.text(s, from, end), parameters);
    }

    /** Whether a receiver that cannot handle the body may ignore it; without {@code handling} it may not. */
    public boolean optional() {
        return parameters.get("handling").orElse("required").equalsIgnoreCase("optional");
    }

    @Override
    public String toString() {
        return type + parameters;
    }
}
