package io.rvoip.api.internal.events;

import io.rvoip.api.internal.json.JsonException;
import java.util.List;
import java.util.Set;

/**
 * Which events a client wants.
 *
 * @param patterns event types, groups as in {@code call.*}, or {@code *}
 */
record Interest(List<String> patterns) {
    static final Interest NONE = new Interest(List.of());

    private static final int LONGEST = 64;
    private static final String ALL = "*";
    private static final String GROUP = ".*";

    Interest {
        patterns = List.copyOf(patterns);
    }

    /**
     * Checks that each pattern means something here.
     *
     * @param known all types there are
     * @throws JsonException when one does not
     */
    static Interest of(List<String> patterns, Set<String> known) {
        for (String pattern : patterns) {
            if (pattern.length() > LONGEST || known.stream().noneMatch(type -> matches(pattern, type))) {
                throw new JsonException("subscribe: there is no such event");
            }
        }
        return new Interest(patterns);
    }

    boolean includes(String type) {
        for (String pattern : patterns) {
            if (matches(pattern, type)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(String pattern, String type) {
        if (pattern.equals(ALL) || pattern.equals(type)) {
            return true;
        }
        return pattern.endsWith(GROUP) && pattern.length() > GROUP.length()
                && type.startsWith(pattern.substring(0, pattern.length() - 1));
    }
}
