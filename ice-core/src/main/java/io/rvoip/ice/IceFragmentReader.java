package io.rvoip.ice;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads one fragment, leniently as phones need it: lines may end with a bare LF, names may have any case, what is unknown
 * is passed over (RFC 8840 §9.2). A section without its tag, or without credentials, cannot be used by anybody.
 */
final class IceFragmentReader {
    private final Part general = new Part();
    private final List<Part> parts = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private final List<String> bundle = new ArrayList<>();
    private boolean lite;

    /** What is said in one place: for all, or of one media line. */
    private static final class Part {
        private final List<IceCandidate> candidates = new ArrayList<>();
        private @Nullable String mid;
        private @Nullable String fragment;
        private @Nullable String password;
        private boolean mux;
        private boolean ended;

        boolean hasCredentials() {
            return fragment != null || password != null;
        }

        @Nullable IceCredentials credentials() {
            return fragment == null || password == null ? null : IceCredentials.read(fragment, password).orElse(null);
        }
    }

    /** Why a text is none; within this reader only. */
    private static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String reason) {
            super(reason, null, false, false);
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }

    IceFragmentResult read(String text) {
        try {
            return new IceFragmentResult.Parsed(fragment(text));
        } catch (Unreadable unreadable) {
            return new IceFragmentResult.Malformed(unreadable.reason());
        }
    }

    private IceFragment fragment(String text) throws Unreadable {
        if (text.length() > IceFragment.MAX_LENGTH) {
            throw new Unreadable("more than " + IceFragment.MAX_LENGTH + " octets");
        }
        String[] lines = text.split("\r?\n", IceFragment.MAX_LINES + 2);
        if (lines.length > IceFragment.MAX_LINES + 1) {
            throw new Unreadable("more than " + IceFragment.MAX_LINES + " lines");
        }
        for (String line : lines) {
            if (!line.isEmpty()) {
                line(line);
            }
        }
        return whole();
    }

    private void line(String line) throws Unreadable {
        if (line.length() < 2 || line.charAt(1) != '=' || line.indexOf('\r') >= 0 || line.indexOf('\0') >= 0) {
            throw new Unreadable("a line that is none of a description");
        }
        char kind = line.charAt(0);
        if (kind == 'm') {
            if (parts.size() == IceSocket.MAX_STREAMS) {
                throw new Unreadable("more than " + IceSocket.MAX_STREAMS + " media lines");
            }
            parts.add(new Part());
        } else if (kind == 'a') {
            int colon = line.indexOf(':');
            String name = (colon < 0 ? line.substring(2) : line.substring(2, colon)).toLowerCase(Locale.ROOT);
            attribute(name, colon < 0 ? "" : line.substring(colon + 1));
        }
    }

    private void attribute(String name, String value) throws Unreadable {
        Part part = parts.isEmpty() ? general : parts.get(parts.size() - 1);
        switch (name) {
            case "ice-ufrag" -> part.fragment = value.strip();
            case "ice-pwd" -> part.password = value.strip();
            case "end-of-candidates" -> part.ended = true;
            case "rtcp-mux" -> part.mux = true;
            case "mid" -> part.mid = tag(value.strip());
            case "candidate" -> candidate(part, value);
            case "ice-lite" -> lite = true;
            case "ice-options" -> tokens(value, options);
            case "group" -> group(value);
            default -> { }
        }
    }

    private static String tag(String value) throws Unreadable {
        if (!IceFragment.isToken(value)) {
            throw new Unreadable("an identification tag that is no token");
        }
        return value;
    }

    private void candidate(Part part, String value) throws Unreadable {
        if (part == general) {
            throw new Unreadable("a candidate of no media line");
        }
        CandidateLine.reachable(value).ifPresent(part.candidates::add);
    }

    private void group(String value) throws Unreadable {
        String[] words = value.strip().split(" +");
        if (words[0].equalsIgnoreCase("BUNDLE") && bundle.isEmpty()) {
            for (String word : Arrays.asList(words).subList(1, words.length)) {
                bundle.add(tag(word));
            }
        }
    }

    private static void tokens(String value, List<String> into) {
        Arrays.stream(value.strip().split(" +")).filter(IceFragment::isToken).forEach(into::add);
    }

    private IceFragment whole() throws Unreadable {
        IceCredentials common = credentials(general);
        List<IceFragment.Section> sections = new ArrayList<>();
        for (Part part : parts) {
            if (part.mid == null) {
                throw new Unreadable("a media line without an identification tag");
            }
            String mid = part.mid;
            if (sections.stream().anyMatch(known -> known.mid().equals(mid))) {
                throw new Unreadable("an identification tag twice");
            }
            IceCredentials own = credentials(part);
            if (own == null && common == null) {
                throw new Unreadable("no credentials");
            }
            sections.add(new IceFragment.Section(mid, own, part.candidates, part.mux, part.ended));
        }
        if (common == null && sections.isEmpty()) {
            throw new Unreadable("no credentials");
        }
        return new IceFragment(common, lite, options, bundle, general.ended, sections);
    }

    private static @Nullable IceCredentials credentials(Part part) throws Unreadable {
        IceCredentials read = part.credentials();
        if (read == null && part.hasCredentials()) {
            throw new Unreadable("credentials that are none");
        }
        return read;
    }
}
