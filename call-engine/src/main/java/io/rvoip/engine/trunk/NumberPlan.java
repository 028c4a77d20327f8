package io.rvoip.engine.trunk;

import java.util.Optional;

/**
 * How numbers are written where they come from, so that they can be turned into the one form of E.164: {@code +} and up
 * to 15 digits. Immutable.
 *
 * @param countryCode 1-3 digits; empty where only numbers with {@code +} are understood
 * @param nationalPrefix what stands before a number of another area, as {@code 0} in Germany and {@code 1} in the United
 *     States; empty where numbers are dialled in full without one, as in Spain
 * @param internationalPrefix what stands before a country code, as {@code 00} or {@code 011}; empty for none
 */
public record NumberPlan(String countryCode, String nationalPrefix, String internationalPrefix) {
    /** Understands numbers with {@code +} only. */
    public static final NumberPlan PLUS_ONLY = new NumberPlan("", "", "");

    private static final int SHORTEST = 4;
    private static final int LONGEST = 15;
    private static final int SHORTEST_IN_FULL = 7;

    /** Checks that all are digits. */
    public NumberPlan {
        require("countryCode", countryCode, 3);
        require("nationalPrefix", nationalPrefix, 5);
        require("internationalPrefix", internationalPrefix, 5);
        if (countryCode.isEmpty() && !(nationalPrefix + internationalPrefix).isEmpty()) {
            throw new IllegalArgumentException("countryCode: \"\" (expected: the country the prefixes are for)");
        }
    }

    private static void require(String field, String value, int most) {
        if (value.length() > most || !isDigits(value)) {
            throw new IllegalArgumentException(field + ": \"" + value + "\" (expected: up to " + most + " digits)");
        }
    }

    /**
     * What somebody dialled: the E.164 form where the plan leads to one, else the digits as they are, for short numbers.
     * Visual separators do not count. Empty for what is no number at all.
     */
    public Optional<String> dialled(String written) {
        String plain = plain(written);
        return e164(plain).or(() -> Optional.of(plain).filter(text -> !text.isEmpty() && isDigits(text)
                && text.length() < SHORTEST_IN_FULL));
    }

    /**
     * What a carrier says who calls and who is called: as {@link #dialled}, and many leave out the {@code +} of a number
     * that begins with the country code.
     */
    public Optional<String> presented(String written) {
        String plain = plain(written);
        boolean withCountry = !countryCode.isEmpty() && plain.startsWith(countryCode) && isDigits(plain)
                && plain.length() >= countryCode.length() + SHORTEST_IN_FULL;
        return withCountry ? global(plain) : dialled(plain);
    }

    private Optional<String> e164(String plain) {
        if (plain.startsWith("+")) {
            return global(plain.substring(1));
        }
        if (countryCode.isEmpty() || !isDigits(plain)) {
            return Optional.empty();
        }
        if (!internationalPrefix.isEmpty() && plain.startsWith(internationalPrefix)) {
            return global(plain.substring(internationalPrefix.length()));
        }
        if (nationalPrefix.isEmpty()) {
            return plain.length() < SHORTEST_IN_FULL ? Optional.empty() : global(countryCode + plain);
        }
        return plain.startsWith(nationalPrefix)
                ? global(countryCode + plain.substring(nationalPrefix.length())) : Optional.empty();
    }

    /** No country code begins with 0. */
    private static Optional<String> global(String digits) {
        boolean valid = isDigits(digits) && digits.length() >= SHORTEST && digits.length() <= LONGEST
                && digits.charAt(0) != '0';
        return valid ? Optional.of("+" + digits) : Optional.empty();
    }

    private static String plain(String written) {
        StringBuilder plain = new StringBuilder(written.length());
        for (int i = 0; i < written.length(); i++) {
            char c = written.charAt(i);
            if (" -.()".indexOf(c) < 0) {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    static boolean isDigits(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
