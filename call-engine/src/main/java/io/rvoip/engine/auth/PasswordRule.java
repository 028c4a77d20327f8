package io.rvoip.engine.auth;

import io.rvoip.common.Expect;
import io.rvoip.common.Secret;
import io.rvoip.common.SecurityProfile;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a password has to be before it is taken into a configuration. Digest gives whoever hears one answer all the time
 * they want to guess, so that length counts most (NIST SP 800-63B §5.1.1, ASVS 6.2). Immutable.
 *
 * @param minLength in characters, 0 for no rule at all, at most 128
 */
public record PasswordRule(int minLength) {
    private static final int MOST = 128;
    private static final int FEWEST_KINDS = 5;
    private static final int LEAST_REMAINS = 6;
    private static final int SHORTEST_NAME = 3;
    private static final List<String> PLACEHOLDERS = List.of(
            "password", "passwort", "passwd", "secret", "changeme", "change-me", "change_me", "default", "example", "placeholder",
            "replace", "admin", "token", "apikey", "rvoip", "test");

    /** Checks the range. */
    public PasswordRule {
        Expect.inRange("minLength", minLength, 0, MOST);
    }

    /** None under {@code development}; at least 12 characters under {@code standard}, 15 under stricter ones. */
    public static PasswordRule of(SecurityProfile profile) {
        return switch (profile) {
            case DEVELOPMENT -> new PasswordRule(0);
            case STANDARD -> new PasswordRule(12);
            case HIGH_SECURITY, ENTERPRISE, GOVERNMENT -> new PasswordRule(15);
        };
    }

    /**
     * Why a password is refused, in words that do not tell what it is; empty for one that is good.
     *
     * @param names of its holder, which anybody would try first
     */
    public Optional<String> refusal(Secret password, String... names) {
        if (minLength == 0) {
            return Optional.empty();
        }
        String text = password.reveal();
        if (text.codePointCount(0, text.length()) < minLength) {
            return Optional.of("is shorter than " + minLength + " characters");
        }
        if (KnownPasswords.contains(text)) {
            return Optional.of("is among the 3,000 passwords that are tried first");
        }
        if (text.codePoints().distinct().count() < FEWEST_KINDS) {
            return Optional.of("repeats fewer than " + FEWEST_KINDS + " characters");
        }
        if (isSequence(text)) {
            return Optional.of("counts up or down");
        }
        return isName(text.toLowerCase(Locale.ROOT), names)
                ? Optional.of("is little more than a placeholder or the name of its holder") : Optional.empty();
    }

    /** More than half of it follows from the character before, as in {@code 123456789012}. */
    private static boolean isSequence(String text) {
        int steps = 0;
        for (int i = 1; i < text.length(); i++) {
            int step = Math.abs(text.charAt(i) - text.charAt(i - 1));
            boolean round = text.charAt(i - 1) == '9' && text.charAt(i) == '0' || text.charAt(i - 1) == '0' && text.charAt(i) == '9';
            steps += step == 1 || round ? 1 : 0;
        }
        return 2 * steps > text.length();
    }

    private static boolean isName(String text, String... names) {
        String rest = text;
        for (String name : names) {
            rest = name.length() < SHORTEST_NAME ? rest : rest.replace(name.toLowerCase(Locale.ROOT), "");
        }
        for (String placeholder : PLACEHOLDERS) {
            rest = rest.replace(placeholder, "");
        }
        return rest.length() < LEAST_REMAINS;
    }
}
