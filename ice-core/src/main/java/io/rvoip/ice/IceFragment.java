package io.rvoip.ice;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one side says of its candidates apart from a description: a body of type {@value #CONTENT_TYPE} (RFC 8840 §9), as
 * INFO requests (RFC 8840 §4.4) and HTTP PATCH (RFC 9725 §4.3) carry it. Immutable.
 *
 * <p>Credentials are where the description has them: for all media lines, or in each section. They tell which generation
 * is meant; a receiver leaves out what is of another.
 *
 * @param credentials of its writer for all sections that have none of their own
 * @param lite whether its writer makes no checks
 * @param options of {@code ice-options}, such as {@code trickle} and {@code ice2}
 * @param bundle the media lines that share one way, by their identification tags; none where it says nothing of it
 * @param ended whether no media line will have another candidate
 * @param sections one for each media line that it speaks of
 */
public record IceFragment(
        @Nullable IceCredentials credentials,
        boolean lite,
        List<String> options,
        List<String> bundle,
        boolean ended,
        List<Section> sections) {
    /** Its media type, without parameters. */
    public static final String CONTENT_TYPE = "application/trickle-ice-sdpfrag";

    /** The most octets that are read. */
    public static final int MAX_LENGTH = 65_536;

    /** The most lines that are read. */
    public static final int MAX_LINES = 1_000;

    /** The longest identification tag, in characters. */
    public static final int MAX_TAG = 64;

    public IceFragment {
        options = List.copyOf(options);
        bundle = List.copyOf(bundle);
        sections = List.copyOf(sections);
        if (sections.size() > IceSocket.MAX_STREAMS) {
            throw new IllegalArgumentException(
                    "sections: " + sections.size() + " (expected: at most " + IceSocket.MAX_STREAMS + ")");
        }
        options.forEach(option -> requireToken("options", option));
        bundle.forEach(tag -> requireToken("bundle", tag));
        if (credentials == null && (sections.isEmpty() || sections.stream().anyMatch(s -> s.credentials() == null))) {
            throw new IllegalArgumentException("credentials: none (expected: for all, or in each section)");
        }
    }

    /** One media line, of an agent that has the same credentials for all of them. */
    public static IceFragment of(IceCredentials credentials, Section section) {
        return new IceFragment(credentials, false, List.of(), List.of(), false, List.of(section));
    }

    /**
     * What it says of one media line.
     *
     * @param mid the identification tag of the line (RFC 5888): a token of at most {@value #MAX_TAG} characters
     * @param credentials where they are not those for all
     * @param candidates all of this generation so far, in the order in which they were found
     * @param mux whether RTCP shares the way of RTP
     * @param ended whether this line will have no other candidate
     */
    public record Section(
            String mid, @Nullable IceCredentials credentials, List<IceCandidate> candidates, boolean mux, boolean ended) {
        public Section {
            requireToken("mid", mid);
            candidates = List.copyOf(candidates);
        }
    }

    /** What it says of this media line. */
    public Optional<Section> section(String mid) {
        return sections.stream().filter(section -> section.mid().equals(mid)).findFirst();
    }

    /** Of which generation it speaks, for one of its sections. */
    public IceCredentials credentials(Section section) {
        IceCredentials own = section.credentials() == null ? credentials : section.credentials();
        if (own == null) {
            throw new IllegalArgumentException("section: " + section.mid() + " (expected: one of this fragment)");
        }
        return own;
    }

    /** Whether this media line will have no other candidate. */
    public boolean ends(String mid) {
        return ended || section(mid).map(Section::ended).orElse(false);
    }

    /** Reads a body. Whatever the text, nothing is thrown; a candidate that cannot be used is left out. */
    public static IceFragmentResult read(String text) {
        return new IceFragmentReader().read(text);
    }

    /** Writes the body, its lines ended by CR LF. */
    public String write() {
        return IceFragmentWriter.write(this);
    }

    static boolean isToken(String text) {
        return !text.isEmpty() && text.length() <= MAX_TAG && text.chars().allMatch(IceFragment::isTokenCharacter);
    }

    private static boolean isTokenCharacter(int c) {
        return c > 0x20 && c < 0x7F && "\"(),/:;<=>?@[\\]".indexOf(c) < 0;
    }

    private static void requireToken(String what, String text) {
        if (!isToken(text)) {
            throw new IllegalArgumentException(what + ": " + text + " (expected: a token of 1-" + MAX_TAG + " characters)");
        }
    }
}
