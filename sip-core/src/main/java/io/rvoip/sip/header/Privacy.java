package io.rvoip.sip.header;

import io.rvoip.sip.Fault;
import io.rvoip.sip.internal.Chars;
import io.rvoip.sip.internal.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a party wants kept from others (RFC 3323 §4.2): {@code id;critical}. Immutable.
 *
 * @param values tokens in lower case, each once, in order
 */
public record Privacy(List<String> values) {
    /** Hide headers that only an intermediary can: Via, Contact, Record-Route. */
    public static final String HEADER = "header";
    /** Hide where media comes from. */
    public static final String SESSION = "session";
    /** Hide who it is: From, Subject and the like. */
    public static final String USER = "user";
    /** Hide nothing, whatever others have configured. */
    public static final String NONE = "none";
    /** Rather fail than tell. */
    public static final String CRITICAL = "critical";
    /** Keep P-Asserted-Identity within those who trust each other (RFC 3325 §9.3). */
    public static final String ID = "id";
    /** Hide the targets in History-Info (RFC 7044 §10.1). */
    public static final String HISTORY = "history";

    /** No wish. */
    public static final Privacy UNSTATED = new Privacy(List.of());

    /** Checks and orders the tokens. @throws io.rvoip.sip.SipSyntaxException when one is none */
    public Privacy {
        List<String> once = new ArrayList<>(values.size());
        for (String value : values) {
            String lower = Wire.token("Privacy", value).toLowerCase(Locale.ROOT);
            if (!once.contains(lower)) {
                once.add(lower);
            }
        }
        values = List.copyOf(once);
    }

    /** These wishes. */
    public static Privacy of(String... values) {
        return new Privacy(List.of(values));
    }

    /** What several values say together. */
    public static Privacy of(List<Privacy> all) {
        return all.isEmpty() ? UNSTATED : new Privacy(all.stream().flatMap(one -> one.values.stream()).toList());
    }

    /** Reads the value that fills [from, to); null with the reason in {@code fault}. */
    public static @Nullable Privacy read(byte[] s, int from, int to, Fault fault) {
        List<String> values = new ArrayList<>(2);
        int p = from;
        while (true) {
            int end = Chars.skip(s, p, to, Chars.TOKEN);
            if (end == p) {
                return fault.at(p, "not a token");
            }
            values.add(Chars.ascii(s, p, end));
            p = Chars.skipSpace(s, end, to);
            if (p >= to) {
                return new Privacy(values);
            }
            if (s[p] != ';') {
                return fault.at(p, "malformed list (expected: ;)");
            }
            p = Chars.skipSpace(s, p + 1, to);
        }
    }

    /** Whether this is asked for. @param value one of the constants, or another token in lower case */
    public boolean has(String value) {
        return values.contains(value);
    }

    /** Whether nothing is said. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** The same without what has been done; nothing when only {@link #CRITICAL} would be left (RFC 3323 §5). */
    public Privacy without(List<String> done) {
        List<String> left = values.stream().filter(value -> !done.contains(value)).toList();
        return left.equals(List.of(CRITICAL)) ? UNSTATED : new Privacy(left);
    }

    @Override
    public String toString() {
        return String.join(";", values);
    }
}
