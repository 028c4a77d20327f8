package io.rvoip.builder;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A setting below the floor of its profile that runs all the same, because the configuration says why ({@code allowWeaker}).
 *
 * @param field its path in the configuration, as in {@code sip.listen[0]}
 * @param what makes it weaker
 * @param reason of the operator
 */
public record WeakerSetting(String field, String what, String reason) {
    private static final int LONGEST = 500;
    private static final Pattern OF_FIELD = Pattern.compile("([A-Za-z]+(?:[.\\[][A-Za-z0-9.\\[\\]]+)): (.*)");

    /** One line, as it is logged at each start. */
    @Override
    public String toString() {
        return field + ": " + what + " (" + reason + ")";
    }

    /**
     * What {@code allowWeaker} says in one entry.
     *
     * @param field whose weakness it allows, with all below it; empty for any
     */
    record Allowance(Optional<String> field, String reason) {
        /** Those for one field first. */
        static final Comparator<Allowance> EXACT_FIRST = Comparator.comparing(allowance -> allowance.field.isEmpty());

        /**
         * Reads {@code REASON} or {@code FIELD: REASON}.
         *
         * @throws IllegalArgumentException when there is no reason in it, or more than 500 characters or one line
         */
        static Allowance parse(String text) {
            Matcher named = OF_FIELD.matcher(text);
            Allowance read = named.matches() ? new Allowance(Optional.of(named.group(1)), named.group(2).strip())
                : new Allowance(Optional.empty(), text.strip());
            if (read.reason.isEmpty() || text.length() > LONGEST || text.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("\"" + text.lines().findFirst().orElse("") + "\" (expected: a reason in one line of up to "
                    + LONGEST + " characters)");
            }
            return read;
        }

        boolean covers(String path) {
            return field.filter(name -> !path.equals(name) && !path.startsWith(name + '.') && !path.startsWith(name + '[')).isEmpty();
        }

        static List<Allowance> all(List<String> texts) {
            return texts.stream().map(Allowance::parse).sorted(EXACT_FIRST).toList();
        }
    }
}
