package io.rvoip.ice;

import org.jspecify.annotations.Nullable;

/** Writes fragments by the grammar of RFC 8840 §9.2; what stands in the media lines means nothing (§4.4). */
final class IceFragmentWriter {
    private static final String LINE = "m=audio 9 RTP/AVP 0";

    private IceFragmentWriter() {}

    static String write(IceFragment fragment) {
        StringBuilder text = new StringBuilder();
        if (fragment.lite()) {
            line(text, "a=ice-lite");
        }
        credentials(text, fragment.credentials());
        if (!fragment.options().isEmpty()) {
            line(text, "a=ice-options:" + String.join(" ", fragment.options()));
        }
        if (!fragment.bundle().isEmpty()) {
            line(text, "a=group:BUNDLE " + String.join(" ", fragment.bundle()));
        }
        if (fragment.ended()) {
            line(text, "a=end-of-candidates");
        }
        fragment.sections().forEach(section -> section(text, section));
        return text.toString();
    }

    private static void section(StringBuilder text, IceFragment.Section section) {
        line(text, LINE);
        line(text, "a=mid:" + section.mid());
        credentials(text, section.credentials());
        if (section.mux()) {
            line(text, "a=rtcp-mux");
        }
        section.candidates().forEach(candidate -> line(text, "a=" + CandidateLine.write(candidate)));
        if (section.ended()) {
            line(text, "a=end-of-candidates");
        }
    }

    private static void credentials(StringBuilder text, @Nullable IceCredentials of) {
        if (of != null) {
            line(text, "a=ice-ufrag:" + of.fragment());
            line(text, "a=ice-pwd:" + of.password());
        }
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append("\r\n");
    }
}
