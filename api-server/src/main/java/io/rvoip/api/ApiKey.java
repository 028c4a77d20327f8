package io.rvoip.api;

import io.rvoip.common.Expect;
import io.rvoip.common.Secret;
import io.rvoip.common.crypto.CryptoProvider;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A key to the API: who holds it, and what it may do. Only a SHA-256 hash of the secret is kept, so the secret should
 * be random and at least 128 bits long. Immutable.
 */
public final class ApiKey {
    private static final String HASH = "SHA-256";
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]{1,512}=*");

    private final String name;
    private final byte[] hash;
    private final Set<Scope> scopes;

    private ApiKey(String name, byte[] hash, Set<Scope> scopes) {
        this.name = name;
        this.hash = hash;
        this.scopes = scopes;
    }

    /**
     * A key.
     *
     * @param name for logs and limits, not blank
     * @param secret a {@linkplain #isToken token}; may be destroyed afterwards
     * @param scopes at least one
     */
    public static ApiKey of(String name, Secret secret, Set<Scope> scopes) {
        Expect.notBlank("name", name);
        if (secret.length() == 0) {
            throw new IllegalArgumentException("secret: empty (expected: at least one character)");
        }
        if (!isToken(secret)) {
            throw new IllegalArgumentException("secret: holds characters that no Authorization field can carry (expected: b64token)");
        }
        if (scopes.isEmpty()) {
            throw new IllegalArgumentException("scopes: none (expected: at least one)");
        }
        return new ApiKey(name, secret.with(ApiKey::hash), EnumSet.copyOf(scopes));
    }

    /** Whether a secret can be sent: a b64token (RFC 6750 §2.1) of at most 512 characters and padding. */
    public static boolean isToken(Secret secret) {
        return TOKEN.matcher(secret.reveal()).matches();
    }

    /** Who holds it. */
    public String name() {
        return name;
    }

    /** What it may do. */
    public Set<Scope> scopes() {
        return Set.copyOf(scopes);
    }

    /**
     * Whether a hash is that of this key's secret; takes the same time either way.
     *
     * @param hashed by {@link #hash(byte[])}
     */
    public boolean matches(byte[] hashed) {
        return MessageDigest.isEqual(hash, hashed);
    }

    /** Whether two keys have the same secret. */
    boolean sameSecret(ApiKey other) {
        return MessageDigest.isEqual(hash, other.hash);
    }

    /** What is compared instead of the secret itself. */
    public static byte[] hash(byte[] secret) {
        return CryptoProvider.jdk().digest(HASH).digest(secret);
    }

    @Override
    public String toString() {
        return "ApiKey[" + name + " " + scopes + "]";
    }
}
