package io.rvoip.engine.auth;

import io.rvoip.common.Expect;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.sip.Method;
import io.rvoip.sip.auth.DigestAlgorithm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How strictly senders prove who they are. Immutable; each wither gives a copy.
 *
 * @param algorithms offered and accepted; kept strongest first, none twice
 * @param nonceLifetime how long a nonce is good, 1 s to 1 day
 * @param maxNonces used nonces remembered at once, 16–4,194,304; about 100 bytes each. When there are more, the oldest
 *     become stale early
 * @param rfc2069 whether answers in the manner of RFC 2069 are accepted; their nonce is then good for one request
 * @param offerIntegrity whether auth-int is offered beside auth; it is accepted in any case. Clients prefer it where it
 *     is offered, and then no middle box may touch the body
 * @param oneUseMethods methods that need a nonce not used before and use it up
 * @param identity methods with a rule of their own; others follow {@link IdentityRule#OWN_FROM}
 */
public record AuthSettings(
        List<DigestAlgorithm> algorithms, Duration nonceLifetime, int maxNonces, boolean rfc2069,
        boolean offerIntegrity, Set<Method> oneUseMethods, Map<Method, IdentityRule> identity) {
    private static final int MANY = 65_536;
    private static final int MOST = 1 << 22;

    /** Checks the ranges and sorts the algorithms. */
    public AuthSettings {
        if (algorithms.isEmpty()) {
            throw new IllegalArgumentException("algorithms: none (expected: at least one)");
        }
        List<DigestAlgorithm> sorted = new ArrayList<>(EnumSet.copyOf(algorithms));
        sorted.sort(Comparator.reverseOrder());
        algorithms = List.copyOf(sorted);
        Expect.inRange("nonceLifetime", nonceLifetime.toSeconds(), 1, Duration.ofDays(1).toSeconds());
        Expect.inRange("maxNonces", maxNonces, 16, MOST);
        oneUseMethods = Set.copyOf(oneUseMethods);
        identity = Map.copyOf(identity);
    }

    /** The settings of a security profile: those of its algorithms that can be computed here, nonce life, one use for INVITE. */
    public static AuthSettings of(SecurityProfile profile) {
        return switch (profile) {
            case DEVELOPMENT -> with(Duration.ofHours(1), DigestAlgorithm.SHA_256, DigestAlgorithm.MD5);
            case STANDARD -> with(Duration.ofMinutes(5), DigestAlgorithm.SHA_256);
            case HIGH_SECURITY -> with(Duration.ofSeconds(60), DigestAlgorithm.SHA_512_256, DigestAlgorithm.SHA_256)
                    .withOneUseMethods(Set.of(Method.INVITE));
            case ENTERPRISE -> with(Duration.ofSeconds(60), DigestAlgorithm.SHA_512_256, DigestAlgorithm.SHA_256);
            case GOVERNMENT -> with(Duration.ofSeconds(30), DigestAlgorithm.SHA_256);
        };
    }

    private static AuthSettings with(Duration life, DigestAlgorithm... algorithms) {
        List<DigestAlgorithm> known = Stream.of(algorithms).filter(one -> CryptoProvider.jdk().hasDigest(one.hash())).toList();
        return new AuthSettings(known, life, MANY, false, false, Set.of(),
                Map.of(Method.REGISTER, IdentityRule.ANY_FROM));
    }

    /** The same with other algorithms. */
    public AuthSettings withAlgorithms(List<DigestAlgorithm> other) {
        return new AuthSettings(other, nonceLifetime, maxNonces, rfc2069, offerIntegrity, oneUseMethods, identity);
    }

    /** The same with another lifetime. */
    public AuthSettings withNonceLifetime(Duration life) {
        return new AuthSettings(algorithms, life, maxNonces, rfc2069, offerIntegrity, oneUseMethods, identity);
    }

    /** The same with room for that many used nonces. */
    public AuthSettings withMaxNonces(int most) {
        return new AuthSettings(algorithms, nonceLifetime, most, rfc2069, offerIntegrity, oneUseMethods, identity);
    }

    /** The same, RFC 2069 accepted or not. */
    public AuthSettings withRfc2069(boolean accepted) {
        return new AuthSettings(
                algorithms, nonceLifetime, maxNonces, accepted, offerIntegrity, oneUseMethods, identity);
    }

    /** The same, auth-int offered or not. */
    public AuthSettings withOfferIntegrity(boolean offered) {
        return new AuthSettings(algorithms, nonceLifetime, maxNonces, rfc2069, offered, oneUseMethods, identity);
    }

    /** The same with other methods that use their nonce up. */
    public AuthSettings withOneUseMethods(Set<Method> methods) {
        return new AuthSettings(
                algorithms, nonceLifetime, maxNonces, rfc2069, offerIntegrity, methods, identity);
    }

    /** The same with other rules on From. */
    public AuthSettings withIdentity(Map<Method, IdentityRule> rules) {
        return new AuthSettings(
                algorithms, nonceLifetime, maxNonces, rfc2069, offerIntegrity, oneUseMethods, rules);
    }

    /** The rule on From for a method. */
    public IdentityRule identityRule(Method method) {
        return identity.getOrDefault(method, IdentityRule.OWN_FROM);
    }
}
