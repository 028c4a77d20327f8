package io.rvoip.engine.auth;

import io.rvoip.common.Expect;
import io.rvoip.common.Secret;
import io.rvoip.sip.auth.DigestAlgorithm;
import java.util.Map;
import java.util.Optional;

/**
 * A user who may authenticate. Holds no password, only HA1 values, each good for one algorithm in one realm; they are
 * masked when printed. Immutable.
 *
 * @param name the digest username, which is also the user part of the address of record; 1-256 characters
 * @param ha1 {@code H(name:realm:password)} in hexadecimal, by algorithm without {@code -sess}
 */
public record UserAccount(String name, Map<DigestAlgorithm, Secret> ha1) {
    static final int LONGEST_NAME = 256;

    /** Checks the name and that the keys are base algorithms. */
    public UserAccount {
        Expect.notBlank("name", name);
        Expect.inRange("name", name.length(), 1, LONGEST_NAME);
        for (DigestAlgorithm algorithm : ha1.keySet()) {
            if (algorithm.session()) {
                throw new IllegalArgumentException("ha1: " + algorithm + " (expected: the algorithm without -sess)");
            }
        }
        ha1 = Map.copyOf(ha1);
    }

    /** The HA1 for an algorithm; for {@code -sess} that of its base. Empty when there is none. */
    public Optional<Secret> ha1(DigestAlgorithm algorithm) {
        return Optional.ofNullable(ha1.get(algorithm.base()));
    }
}
