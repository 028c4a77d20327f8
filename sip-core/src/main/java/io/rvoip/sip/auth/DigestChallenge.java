package io.rvoip.sip.auth;

import io.rvoip.sip.Fault;
import io.rvoip.sip.SipSyntaxException;
import io.rvoip.sip.internal.Chars;
import io.rvoip.sip.internal.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A digest challenge: the value of WWW-Authenticate and Proxy-Authenticate (RFC 3261 §20.44, RFC 7616 §3.3). Unknown
 * parameters are kept. Immutable and thread-safe.
 */
public final class DigestChallenge {
    private final AuthParameters parameters;

    private DigestChallenge(AuthParameters parameters) {
        this.parameters = parameters;
    }

    /** A challenge with {@code qop="auth"}. */
    public static DigestChallenge of(String realm, String nonce, DigestAlgorithm algorithm) {
        return new DigestChallenge(AuthParameters.NONE.with("realm", realm).with("nonce", nonce)
                .with("algorithm", algorithm.token()).with("qop", "auth"));
    }

    /** Reads a header value. @throws SipSyntaxException when it is malformed or another scheme */
    public static DigestChallenge of(String text) {
        byte[] bytes = Chars.bytes(Wire.clean("challenge", text));
        Fault fault = new Fault();
        DigestChallenge read = read(bytes, 0, bytes.length, fault);
        if (read == null) {
            throw new SipSyntaxException("challenge: " + (fault.present() ? fault.reason() : "not Digest"));
        }
        return read;
    }

    /** Reads the value that fills [from, to); null without a fault for another scheme. */
    public static @Nullable DigestChallenge read(byte[] s, int from, int to, Fault fault) {
        int start = AuthParameters.afterScheme(s, from, to);
        AuthParameters parameters = start < 0 ? null : AuthParameters.read(s, start, to, fault);
        if (parameters == null) {
            return null;
        }
        if (!parameters.has("realm") || parameters.need("nonce").isEmpty()) {
            return fault.at(start, "challenge without realm or nonce");
        }
        return new DigestChallenge(parameters);
    }

    /** The protection domain. */
    public String realm() {
        return parameters.need("realm");
    }

    /** The server's nonce. */
    public String nonce() {
        return parameters.need("nonce");
    }

    /** What is to be sent back unchanged. */
    public Optional<String> opaque() {
        return parameters.get("opaque");
    }

    /** The algorithm, MD5 when none is named; empty for one that is unknown here. */
    public Optional<DigestAlgorithm> algorithm() {
        return DigestAlgorithm.of(parameters.get("algorithm").orElse("MD5"));
    }

    /** The offered qualities of protection in lower case; empty for a challenge in the manner of RFC 2069. */
    public List<String> qop() {
        List<String> offered = new ArrayList<>(2);
        for (String option : parameters.need("qop").toLowerCase(Locale.ROOT).split(",", 16)) {
            if (!option.isBlank()) {
                offered.add(option.trim());
            }
        }
        return List.copyOf(offered);
    }

    /** Whether the credentials were right but for the age of their nonce. */
    public boolean stale() {
        return parameters.need("stale").equalsIgnoreCase("true");
    }

    /** The value of any parameter. */
    public Optional<String> parameter(String name) {
        return parameters.get(name);
    }

    /** The names of all parameters in order. */
    public List<String> parameterNames() {
        return parameters.names();
    }

    /** With a parameter set; {@code algorithm}, {@code stale} and their like are written bare, others quoted. */
    public DigestChallenge with(String name, String value) {
        return new DigestChallenge(parameters.with(name, value));
    }

    /** With {@code stale=true}. */
    public DigestChallenge withStale() {
        return with("stale", "true");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DigestChallenge c && c.parameters.equals(parameters);
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
