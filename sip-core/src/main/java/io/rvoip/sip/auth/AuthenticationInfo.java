package io.rvoip.sip.auth;

import io.rvoip.sip.Fault;
import io.rvoip.sip.internal.Wire;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a server says after good credentials: the value of Authentication-Info (RFC 3261 §20.6, RFC 7616 §3.5).
 * Immutable and thread-safe.
 */
public final class AuthenticationInfo {
    private final AuthParameters parameters;

    private AuthenticationInfo(AuthParameters parameters) {
        this.parameters = parameters;
    }

    /** A nonce for the next request. */
    public static AuthenticationInfo nextNonce(String nonce) {
        return new AuthenticationInfo(AuthParameters.NONE.with("nextnonce", nonce));
    }

    /** Reads the value that fills [from, to); null with the reason in {@code fault}. */
    public static @Nullable AuthenticationInfo read(byte[] s, int from, int to, Fault fault) {
        AuthParameters parameters = AuthParameters.read(s, from, to, fault);
        return parameters == null ? null : new AuthenticationInfo(parameters);
    }

    /** The nonce to use from now on. */
    public Optional<String> nextNonce() {
        return parameters.get("nextnonce");
    }

    /** The server's proof that it knows the password. */
    public Optional<String> responseAuth() {
        return parameters.get("rspauth");
    }

    /** The value of any parameter. */
    public Optional<String> parameter(String name) {
        return parameters.get(name);
    }

    /** With the server's proof for a request with these credentials. */
    public AuthenticationInfo withProof(DigestCredentials request, String responseAuth) {
        AuthParameters with = parameters.with("rspauth", Wire.token("rspauth", responseAuth));
        if (request.qop().isPresent()) {
            with = with.with("qop", request.qop().get(), false).with("cnonce", request.cnonce().orElse(""))
                    .with("nc", request.parameter("nc").orElse("00000001"));
        }
        return new AuthenticationInfo(with);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AuthenticationInfo i && i.parameters.equals(parameters);
    }

    @Override
    public int hashCode() {
        return parameters.hashCode();
    }

    @Override
    public String toString() {
        return parameters.toString();
    }
}
