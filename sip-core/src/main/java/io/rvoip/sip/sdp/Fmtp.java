package io.rvoip.sip.sdp;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Parameters of one format (RFC 8866 §6.15).
 *
 * @param format as in the m= line, a payload type for RTP
 * @param text the parameters as they came; their form is the codec's own
 */
public record Fmtp(String format, String text) {
    public Fmtp {
        SdpText.requireToken("format", format);
        SdpText.requireLineText("a=fmtp", text);
    }

    /** Reads {@code 96 minptime=10;useinbandfec=1}; empty when malformed. */
    public static Optional<Fmtp> parse(String value) {
        int space = value.indexOf(' ');
        if (space < 0) {
            return Optional.empty();
        }
        String format = value.substring(0, space);
        String text = value.substring(space).trim();
        return text.isEmpty() || !SdpText.isToken(format) ? Optional.empty() : Optional.of(new Fmtp(format, text));
    }

    /** The value of {@code name=value} between semicolons, for codecs that write them so; names in any case. */
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters().get(name.toLowerCase(Locale.ROOT)));
    }

    /** All {@code name=value} pairs, names in lower case, in order; a lone word has an empty value. First one wins. */
    public Map<String, String> parameters() {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String part : text.split(";")) {
            int equals = part.indexOf('=');
            String name = (equals < 0 ? part : part.substring(0, equals)).trim().toLowerCase(Locale.ROOT);
            if (!name.isEmpty()) {
                pairs.putIfAbsent(name, equals < 0 ? "" : part.substring(equals + 1).trim());
            }
        }
        return Collections.unmodifiableMap(pairs);
    }

    public Attribute toAttribute() {
        return Attribute.of("fmtp", toString());
    }

    /** As written after {@code a=fmtp:}. */
    @Override
    public String toString() {
        return format + ' ' + text;
    }
}
