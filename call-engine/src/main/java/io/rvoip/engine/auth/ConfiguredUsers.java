package io.rvoip.engine.auth;

import io.rvoip.common.Secret;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.sip.auth.Digest;
import io.rvoip.sip.auth.DigestAlgorithm;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The users of a configuration, in memory. A password becomes HA1 values the moment it is given; it is not kept.
 * Immutable and thread-safe.
 */
public final class ConfiguredUsers implements UserDirectory {
    private final Map<String, UserAccount> users;

    private ConfiguredUsers(Map<String, UserAccount> users) {
        this.users = Map.copyOf(users);
    }

    /**
     * Starts an empty directory.
     *
     * @param realm of our challenges; a HA1 is good for one realm only
     * @param algorithms for which passwords are turned into HA1
     * @throws io.rvoip.common.crypto.AlgorithmUnavailableException from {@code withUser}, when {@code crypto} lacks one
     */
    public static Builder builder(String realm, Collection<DigestAlgorithm> algorithms, CryptoProvider crypto) {
        return new Builder(realm, algorithms, new Digest(crypto));
    }

    @Override
    public CompletionStage<Optional<UserAccount>> find(String name) {
        return CompletableFuture.completedFuture(Optional.ofNullable(users.get(name)));
    }

    /** The names of all users. */
    public Set<String> names() {
        return users.keySet();
    }

    /** Collects users. Not thread-safe. */
    public static final class Builder {
        private final String realm;
        private final Set<DigestAlgorithm> algorithms = EnumSet.noneOf(DigestAlgorithm.class);
        private final Digest digest;
        private final Map<String, UserAccount> users = new LinkedHashMap<>();

        private Builder(String realm, Collection<DigestAlgorithm> algorithms, Digest digest) {
            this.realm = realm;
            this.digest = digest;
            algorithms.forEach(algorithm -> this.algorithms.add(algorithm.base()));
        }

        /**
         * Adds a user with a password, which the caller may destroy afterwards.
         *
         * @throws IllegalArgumentException when there is a user of that name
         */
        public Builder withUser(String name, Secret password) {
            Map<DigestAlgorithm, Secret> ha1 = new EnumMap<>(DigestAlgorithm.class);
            String plain = password.reveal();
            for (DigestAlgorithm algorithm : algorithms) {
                ha1.put(algorithm, Secret.of(digest.ha1(algorithm, name, realm, plain)));
            }
            return withUser(new UserAccount(name, ha1));
        }

        /**
         * Adds a user whose HA1 values are known.
         *
         * @throws IllegalArgumentException when there is a user of that name
         */
        public Builder withUser(UserAccount user) {
            if (users.putIfAbsent(user.name(), user) != null) {
                throw new IllegalArgumentException("name: " + user.name() + " (expected: each user once)");
            }
            return this;
        }

        /** The directory. */
        public ConfiguredUsers build() {
            return new ConfiguredUsers(users);
        }
    }
}
