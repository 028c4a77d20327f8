package io.rvoip.differential;

import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a parser made of a message, in a form that does not depend on the parser.
 *
 * @param refused what of the message is why it is none; empty for a message
 * @param fields what it says, by field; {@link #MALFORMED} for one that the parser leaves out
 */
record Reading(String refused, SortedMap<String, String> fields) {
    static final String MALFORMED = "malformed";

    static Reading refusal(String what) {
        return new Reading(what, new TreeMap<>());
    }

    /** How this one of ours differs from theirs, as the classes that the list of intended differences has. */
    Set<String> differences(Reading theirs) {
        Set<String> all = new TreeSet<>();
        if (refused.isEmpty() && theirs.refused.isEmpty()) {
            fields.forEach((name, value) -> compare(name, value, theirs.fields.get(name), all));
        } else if (refused.isEmpty()) {
            all.add("theirs refuses: " + theirs.refused);
        } else if (theirs.refused.isEmpty()) {
            all.add("ours refuses: " + refused);
        }
        return all;
    }

    private static void compare(String name, String ours, String theirs, Set<String> all) {
        if (ours.equals(theirs)) {
            return;
        }
        all.add(ours.equals(MALFORMED) ? "ours leaves out: " + name
            : MALFORMED.equals(theirs) ? "theirs leaves out: " + name : "value: " + name);
    }

    static String host(String host) {
        return host.replace("[", "").replace("]", "").toLowerCase(Locale.ROOT);
    }
}
