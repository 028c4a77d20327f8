package io.rvoip.ice;

import io.rvoip.common.IdSource;
import java.util.Optional;

/**
 * What the two sides authenticate their checks with (RFC 8445 §5.3, RFC 8839 §5.4). The password is not printed.
 *
 * @param fragment user name fragment, 4-256 ice-chars
 * @param password 22-256 ice-chars
 */
public record IceCredentials(String fragment, String password) {
    public IceCredentials {
        if (fragment.length() < 4 || fragment.length() > 256 || !isIceText(fragment)) {
            throw new IllegalArgumentException(
                    "fragment: " + fragment.length() + " characters (expected: 4-256 ice-chars)");
        }
        if (password.length() < 22 || password.length() > 256 || !isIceText(password)) {
            throw new IllegalArgumentException(
                    "password: " + password.length() + " characters (expected: 22-256 ice-chars)");
        }
    }

    /** What a description says, if it may (RFC 8839 §5.4). */
    public static Optional<IceCredentials> read(String fragment, String password) {
        boolean fits = fragment.length() >= 4
                && fragment.length() <= 256
                && password.length() >= 22
                && password.length() <= 256
                && isIceText(fragment)
                && isIceText(password);
        return fits ? Optional.of(new IceCredentials(fragment, password)) : Optional.empty();
    }

    /** Fresh ones, with 40 and 200 bits of randomness where 24 and 128 are asked for; {@code ids} must be unguessable. */
    public static IceCredentials random(IdSource ids) {
        return new IceCredentials(ids.token().substring(0, 8), ids.token() + ids.token());
    }

    /** Whether {@code text} has letters, digits, {@code +} and {@code /} only. */
    static boolean isIceText(String text) {
        return text.chars().allMatch(c ->
                c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '+' || c == '/');
    }

    @Override
    public String toString() {
        return "IceCredentials[" + fragment + ", ***]";
    }
}
