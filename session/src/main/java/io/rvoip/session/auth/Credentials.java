package io.rvoip.session.auth;

import io.rvoip.common.Secret;
import java.util.Objects;

/**
 * A user name and its password, perhaps for one realm only.
 *
 * @param realm the protection space these are for, compared exactly; empty means any realm that asks
 * @param username as the realm knows it
 * @param password never printed
 */
public record Credentials(String realm, String username, Secret password) {
    public Credentials {
        Objects.requireNonNull(realm, "realm");
        Objects.requireNonNull(password, "password");
        if (username.isEmpty()) {
            throw new IllegalArgumentException("username: empty (expected: a user name)");
        }
    }

    /** Credentials for whichever realm asks: for a client with one account. */
    public static Credentials anyRealm(String username, Secret password) {
        return new Credentials("", username, password);
    }

    /** Whether these may be shown to that realm. */
    public boolean isFor(String challenger) {
        return realm.isEmpty() || realm.equals(challenger);
    }
}
