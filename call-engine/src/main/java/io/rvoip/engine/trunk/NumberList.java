package io.rvoip.engine.trunk;

import java.util.List;

/**
 * Which numbers are meant: the first entry that fits decides, and none means no. An entry is a whole number, as in
 * {@code +493012345} or {@code 112}, or the beginning of one, as in {@code +49*}; a {@code !} before it takes the numbers
 * out, as in {@code !+49900*}. Immutable.
 *
 * @param entries in the order they are looked at
 */
public record NumberList(List<String> entries) {
    /** Every number in the form of E.164, and no short ones. */
    public static final NumberList GLOBAL = NumberList.of("+*");

    /** Checks the entries. */
    public NumberList {
        entries = List.copyOf(entries);
        entries.forEach(entry -> require(entry.startsWith("!") ? entry.substring(1) : entry, entry));
    }

    private static void require(String pattern, String entry) {
        if (!pattern.matches("\\+?[0-9]{1,15}\\*?|\\+?\\*")) {
            throw new IllegalArgumentException("number: \"" + entry + "\" (expected: as in +493012345, +49*, !+49900*)");
        }
    }

    /** These entries. */
    public static NumberList of(String... entries) {
        return new NumberList(List.of(entries));
    }

    /** Whether a number is meant. @param number {@code +} and digits, or a short one */
    public boolean contains(String number) {
        for (String entry : entries) {
            boolean allowed = !entry.startsWith("!");
            if (fits(allowed ? entry : entry.substring(1), number)) {
                return allowed;
            }
        }
        return false;
    }

    static boolean fits(String pattern, String number) {
        return pattern.endsWith("*")
                ? number.startsWith(pattern.substring(0, pattern.length() - 1)) : number.equals(pattern);
    }
}
