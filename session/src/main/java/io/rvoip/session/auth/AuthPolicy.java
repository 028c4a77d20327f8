package io.rvoip.session.auth;

import io.rvoip.sip.auth.DigestAlgorithm;
import java.util.EnumSet;
import java.util.Set;

/**
 * What we agree to when a server asks who we are.
 *
 * @param algorithms those we may use; of several offered the strongest is taken: SHA-512-256, SHA-256, MD5
 * @param withoutQop whether challenges without qop (RFC 2069) are answered
 * @param maxRounds challenges answered for one request, stale ones and those of further proxies included; 1 to 10
 */
public record AuthPolicy(Set<DigestAlgorithm> algorithms, boolean withoutQop, int maxRounds) {
    /** All algorithms, and RFC 2069 too: old servers have nothing else. */
    public static final AuthPolicy DEFAULT = new AuthPolicy(EnumSet.allOf(DigestAlgorithm.class), true, 5);

    public AuthPolicy {
        if (algorithms.isEmpty()) {
            throw new IllegalArgumentException("algorithms: none (expected: at least one)");
        }
        if (maxRounds < 1 || maxRounds > 10) {
            throw new IllegalArgumentException("maxRounds: " + maxRounds + " (expected: 1-10)");
        }
        algorithms = Set.copyOf(algorithms);
    }

    /** The same policy without MD5 and without RFC 2069. */
    public AuthPolicy withoutMd5() {
        EnumSet<DigestAlgorithm> rest = EnumSet.copyOf(algorithms);
        rest.removeIf(algorithm -> algorithm.name().startsWith("MD5"));
        return new AuthPolicy(rest, false, maxRounds);
    }
}
