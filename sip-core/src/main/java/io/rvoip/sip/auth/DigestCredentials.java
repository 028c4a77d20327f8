package io.rvoip.sip.auth;

import io.rvoip.sip.Fault;
import io.rvoip.sip.SipSyntaxException;
import io.rvoip.sip.internal.Chars;
import io.rvoip.sip.internal.Wire;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a digest challenge: the value of Authorization and Proxy-Authorization (RFC 3261 §20.7, RFC 7616
 * §3.4). Unknown parameters are kept. Immutable and thread-safe.
 */
public final class DigestCredentials {
    private static final List<String> MANDATORY = List.of("username", "realm", "nonce", "uri", "response");

    private final AuthParameters parameters;

    DigestCredentials(AuthParameters parameters) {
        this.parameters = parameters;
    }

    /** Reads a header value. @throws SipSyntaxException when it is malformed or another scheme */
    public static DigestCredentials of(String text) {
        byte[] bytes = Chars.bytes(Wire.clean("credentials", text));
        Fault fault = new Fault();
        DigestCredentials read = read(bytes, 0, bytes.length, fault);
        if (read == null) {
            throw new SipSyntaxException("credentials: " + (fault.present() ? fault.reason() : "not Digest"));
        }
        return read;
    }

    /** Reads the value that fills [from, to); null without a fault for another scheme. */
    public static @Nullable DigestCredentials read(byte[] s, int from, int to, Fault fault) {
        int start = AuthParameters.afterScheme(s, from, to);
        AuthParameters parameters = start < 0 ? null : AuthParameters.read(s, start, to, fault);
        if (parameters == null) {
            return null;
        }
        for (String name : MANDATORY) {
            if (!parameters.has(name)) {
                return fault.at(start, "credentials without " + name);
            }
        }
        if (parameters.has("nc") && number(parameters.need("nc")) < 0) {
            return fault.at(start, "malformed nc (expected: 8 hexadecimal digits)");
        }
        return new DigestCredentials(parameters);
    }

    private static long number(String nc) {
        return nc.length() == 8 && Chars.all(nc, Chars.HEX) ? Long.parseLong(nc, 16) : -1;
    }

    /** The user's name in the realm. */
    public String username() {
        return parameters.need("username");
    }

    /** The protection domain. */
    public String realm() {
        return parameters.need("realm");
    }

    /** The nonce of the challenge that is answered. */
    public String nonce() {
        return parameters.need("nonce");
    }

    /** The URI the response was computed over. */
    public String uri() {
        return parameters.need("uri");
    }

    /** The response: hexadecimal digits. */
    public String response() {
        return parameters.need("response");
    }

    /** The algorithm, MD5 when none is named; empty for one that is unknown here. */
    public Optional<DigestAlgorithm> algorithm() {
        return DigestAlgorithm.of(parameters.get("algorithm").orElse("MD5"));
    }

    /** The chosen quality of protection in lower case; empty in the manner of RFC 2069. */
    public Optional<String> qop() {
        return parameters.get("qop").map(q -> q.toLowerCase(Locale.ROOT));
    }

    /** The client's nonce. */
    public Optional<String> cnonce() {
        return parameters.get("cnonce");
    }

    /** How often this nonce was used, 0..2^32-1; -1 when absent. */
    public long nonceCount() {
        return number(parameters.need("nc"));
    }

    /** What came with the challenge. */
    public Optional<String> opaque() {
        return parameters.get("opaque");
    }

    /** The value of any parameter. */
    public Optional<String> parameter(String name) {
        return parameters.get(name);
    }

    /** The names of all parameters in order. */
    public List<String> parameterNames() {
        return parameters.names();
    }

    /** With a parameter set. */
    public DigestCredentials with(String name, String value) {
        return new DigestCredentials(name.equals("qop") ? parameters.with(name, value, false)
                : parameters.with(name, value));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DigestCredentials c && c.parameters.equals(parameters);
    }

    @Override
    public int hashCode() {
        return parameters.hashCode();
    }

    @Override
    public String toString() {
        return "Digest " + parameters;
    }
}
