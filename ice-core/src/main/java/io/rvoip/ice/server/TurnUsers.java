package io.rvoip.ice.server;

import io.rvoip.common.Secret;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.ice.stun.StunAttribute;
import io.rvoip.ice.stun.StunKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may have relays: users with passwords, holders of time-limited credentials, or both. Immutable, thread-safe; user
 * names are not told apart from unknown ones by what the server answers.
 */
public final class TurnUsers {
    private final CryptoProvider crypto;
    private final String realm;
    private final Map<String, Secret> passwords;
    private final Map<String, String> byHash;
    private final @Nullable TimeLimitedCredentials limited;

    private TurnUsers(CryptoProvider crypto, String realm, Map<String, Secret> passwords,
            @Nullable TimeLimitedCredentials limited) {
        this.crypto = crypto;
        this.realm = realm;
        this.passwords = Map.copyOf(passwords);
        this.limited = limited;
        byHash = new HashMap<>();
        passwords.keySet().forEach(name -> byHash.put(StunKey.userHash(name, realm, crypto).hex(), name));
    }

    /**
     * Nobody yet.
     *
     * @param realm told to clients, usually the domain; 1–128 printable characters
     */
    public static TurnUsers of(String realm, CryptoProvider crypto) {
        if (realm.isEmpty() || realm.length() > 128 || control(realm)) {
            throw new IllegalArgumentException("realm: \"" + realm + "\" (expected: 1-128 printable characters)");
        }
        return new TurnUsers(crypto, realm, Map.of(), null);
    }

    /** With a user; one of the same name is replaced. */
    public TurnUsers withUser(String name, Secret password) {
        if (name.isEmpty() || name.length() > 128 || control(name) || password.length() == 0) {
            throw new IllegalArgumentException(
                    "user: \"" + name + "\" (expected: 1-128 printable characters and a password)");
        }
        Map<String, Secret> more = new HashMap<>(passwords);
        more.put(name, password);
        return new TurnUsers(crypto, realm, more, limited);
    }

    /** With whoever holds time-limited credentials of this issuer. */
    public TurnUsers withTimeLimited(TimeLimitedCredentials issuer) {
        return new TurnUsers(crypto, realm, passwords, issuer);
    }

    String realm() {
        return realm;
    }

    /** Whether every name can be found by its hash: those of time-limited credentials cannot. */
    boolean anonymous() {
        return limited == null;
    }

    /** What a name stands for; empty for nobody, or no longer. */
    Optional<Login> find(String name, Instant now) {
        if (control(name)) {
            return Optional.empty();
        }
        Secret password = passwords.get(name);
        if (password != null) {
            return Optional.of(new Login(name, name, password));
        }
        return limited == null ? Optional.empty()
                : limited.passwordOf(name, now).map(secret -> new Login(name, TimeLimitedCredentials.owner(name), secret));
    }

    /** The name behind a hash. */
    Optional<String> name(StunAttribute.UserHash hash) {
        return Optional.ofNullable(byHash.get(hash.hex()));
    }

    private static boolean control(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    /**
     * Somebody who may ask.
     *
     * @param name as requests give it
     * @param owner whose quota counts
     * @param password never printed
     */
    record Login(String name, String owner, Secret password) {}
}
