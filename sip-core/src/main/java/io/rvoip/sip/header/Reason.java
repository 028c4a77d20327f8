package io.rvoip.sip.header;

import io.rvoip.sip.Fault;
import io.rvoip.sip.internal.Chars;
import io.rvoip.sip.internal.Wire;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was sent (RFC 3326): {@code SIP;cause=200;text="Call completed elsewhere"}.
 *
 * @param protocol {@code SIP}, {@code Q.850} or another token
 */
public record Reason(String protocol, Parameters parameters) {
    /** Checks the token. */
    public Reason {
        Wire.token("Reason protocol", protocol);
    }

    /** A reason with a cause and, unless empty, a text. */
    public static Reason of(String protocol, int cause, String text) {
        Parameters parameters = Parameters.NONE.with("cause", Integer.toString(cause));
        return new Reason(protocol, text.isEmpty() ? parameters : parameters.withQuoted("text", text));
    }

    /** Reads the value that fills [from, to); null with the reason in {@code fault}. */
    public static @Nullable Reason read(byte[] s, int from, int to, Fault fault) {
        int end = Chars.skip(s, from, to, Chars.TOKEN);
        if (end == from) {
            return fault.at(from, "not a token");
        }
        Parameters parameters = Parameters.read(s, end, to, fault);
        return parameters == null ? null : new Reason(Chars.text(s, from, end), parameters);
    }

    /** The cause in the protocol's own numbers; -1 when absent or malformed. */
    public int cause() {
        byte[] cause = Chars.bytes(parameters.get("cause").orElse(""));
        return (int) Chars.number(cause, 0, cause.length, Integer.MAX_VALUE);
    }

    /** The text for people. */
    public Optional<String> text() {
        return parameters.get("text");
    }

    @Override
    public String toString() {
        return protocol + parameters;
    }
}
