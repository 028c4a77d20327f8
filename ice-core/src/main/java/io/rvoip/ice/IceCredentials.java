package io.rvoip.ice;

import io.rvoip.common.IdSource;

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

    /** Fresh ones; {@code ids} must be unguessable. */
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
