package io.rvoip.sip.auth;

import io.rvoip.sip.Fault;
import io.rvoip.sip.internal.Chars;
import io.rvoip.sip.internal.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The comma-separated {@code name=value} list of the authentication fields, in order, each value quoted as it was.
 * Names are case-insensitive and stand only once. Immutable.
 */
final class AuthParameters {
    /** More than any scheme defines, so that hostile lists stay cheap. */
    static final int MOST = 64;
    static final AuthParameters NONE = new AuthParameters(List.of());
    /** What RFC 7616 §3.3-3.5 writes without quotes; in credentials qop too. */
    private static final Set<String> BARE = Set.of("algorithm", "stale", "nc", "charset", "userhash");

    private final List<Entry> entries;

    private AuthParameters(List<Entry> entries) {
        this.entries = entries;
    }

    private record Entry(String name, String value, boolean quoted) {
        @Override
        public String toString() {
            return name + "=" + (quoted ? Chars.quote(value) : value);
        }
    }

    static @Nullable AuthParameters read(byte[] s, int from, int to, Fault fault) {
        List<Entry> entries = new ArrayList<>(12);
        int p = from;
        while (true) {
            p = Chars.skipSpace(s, p, to);
            int nameTo = Chars.skip(s, p, to, Chars.TOKEN);
            int equals = Chars.skipSpace(s, nameTo, to);
            if (nameTo == p || equals >= to || s[equals] != '=' || entries.size() == MOST) {
                return fault.at(p, "malformed parameter (expected: name=value, up to " + MOST + ")");
            }
            int value = Chars.skipSpace(s, equals + 1, to);
            boolean quoted = value < to && s[value] == '"';
            int end = quoted ? Chars.quotedEnd(s, value, to) : Chars.skip(s, value, to, Chars.TOKEN);
            if (end <= value) {
                return fault.at(value, "malformed parameter value");
            }
            String name = Chars.text(s, p, nameTo);
            if (find(entries, name) >= 0) {
                return fault.at(p, "repeated parameter " + name);
            }
            entries.add(new Entry(name, quoted ? Chars.unquote(s, value, end) : Chars.text(s, value, end), quoted));
            p = Chars.skipSpace(s, end, to);
            if (p == to) {
                return new AuthParameters(List.copyOf(entries));
            }
            if (s[p++] != ',') {
                return fault.at(p - 1, "malformed parameter (expected: a comma)");
            }
        }
    }

    private static int find(List<Entry> entries, String name) {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).name().equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    Optional<String> get(String name) {
        int i = find(entries, name);
        return i < 0 ? Optional.empty() : Optional.of(entries.get(i).value());
    }

    String need(String name) {
        return get(name).orElse("");
    }

    boolean has(String name) {
        return find(entries, name) >= 0;
    }

    List<String> names() {
        return entries.stream().map(Entry::name).toList();
    }

    /** With a value in place or at the end, quoted unless the RFC writes it bare. */
    AuthParameters with(String name, String value) {
        return with(name, value, !BARE.contains(name));
    }

    AuthParameters with(String name, String value, boolean quoted) {
        Wire.token("parameter", name);
        Wire.clean(name, value);
        Entry entry = new Entry(name, quoted ? value : Wire.token(name, value), quoted);
        List<Entry> copy = new ArrayList<>(entries);
        int i = find(copy, name);
        if (i < 0) {
            copy.add(entry);
        } else {
            copy.set(i, entry);
        }
        return new AuthParameters(List.copyOf(copy));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AuthParameters p && p.entries.equals(entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        for (Entry entry : entries) {
            out.append(out.length() == 0 ? "" : ", ").append(entry);
        }
        return out.toString();
    }

    /** Where the parameters of a {@code Digest} value start, or -1 when the scheme is another. */
    static int afterScheme(byte[] s, int from, int to) {
        int end = Chars.skip(s, from, to, Chars.TOKEN);
        return Chars.equalsIgnoreCase(s, from, end, "Digest") && end < to && Chars.is(s[end], Chars.LWS) ? end : -1;
    }
}
