package io.rvoip.sip.auth;

import java.util.Optional;

/** The hash of a digest (RFC 7616 §3.4, RFC 8760 §2), from the weakest to the strongest. */
public enum DigestAlgorithm {
    /** {@code MD5}, also meant when a challenge names none. */
    MD5("MD5", "MD5", false),
    /** {@code MD5-sess}. */
    MD5_SESS("MD5-sess", "MD5", true),
    /** {@code SHA-256}. */
    SHA_256("SHA-256", "SHA-256", false),
    /** {@code SHA-256-sess}. */
    SHA_256_SESS("SHA-256-sess", "SHA-256", true),
    /** {@code SHA-512-256}. */
    SHA_512_256("SHA-512-256", "SHA-512/256", false),
    /** {@code SHA-512-256-sess}. */
    SHA_512_256_SESS("SHA-512-256-sess", "SHA-512/256", true);

    private final String token;
    private final String hash;
    private final boolean session;

    DigestAlgorithm(String token, String hash, boolean session) {
        this.token = token;
        this.hash = hash;
        this.session = session;
    }

    /** The name in header fields. */
    public String token() {
        return token;
    }

    /** The name of the hash for the JCA. */
    public String hash() {
        return hash;
    }

    /** Whether the key is bound to nonce and cnonce ({@code -sess}). */
    public boolean session() {
        return session;
    }

    /** The algorithm without {@code -sess}: what stored HA1 values are made with. */
    public DigestAlgorithm base() {
        return switch (this) {
            case MD5, MD5_SESS -> MD5;
            case SHA_256, SHA_256_SESS -> SHA_256;
            case SHA_512_256, SHA_512_256_SESS -> SHA_512_256;
        };
    }

    /** The algorithm of this name in any case; empty when it is unknown. */
    public static Optional<DigestAlgorithm> of(String token) {
        for (DigestAlgorithm algorithm : values()) {
            if (algorithm.token.equalsIgnoreCase(token)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }
}
