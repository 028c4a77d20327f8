package io.rvoip.sip.uri;

import io.rvoip.sip.Fault;
import io.rvoip.sip.SipSyntaxException;
import io.rvoip.sip.internal.Chars;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A URI of a scheme that SIP does not define: kept as it is. As a Request-URI it is answered with 416.
 *
 * @param scheme in lower case
 * @param text   the whole URI as written, scheme included
 */
public record OtherUri(String scheme, String text) implements Uri {
    /** Checks that the text is a URI of that scheme. */
    public OtherUri {
        if (!text.regionMatches(true, 0, scheme + ":", 0, scheme.length() + 1) || text.length() <= scheme.length() + 1
                || !Chars.all(text, Chars.URIC)) {
            throw new SipSyntaxException("uri: " + text + " (expected: " + scheme + ": and URI characters)");
        }
    }

    static @Nullable Uri read(byte[] s, int from, int colon, int to, Fault fault) {
        int end = Chars.skip(s, colon + 1, to, Chars.URIC);
        if (end != to || to == colon + 1) {
            return fault.at(end, "character not allowed in a URI");
        }
        return new OtherUri(Chars.text(s, from, colon).toLowerCase(Locale.ROOT), Chars.text(s, from, to));
    }

    @Override
    public boolean equivalentTo(Uri other) {
        return other instanceof OtherUri o && o.scheme.equals(scheme)
                && o.text.substring(scheme.length()).equals(text.substring(scheme.length()));
    }

    @Override
    public OtherUri detached() {
        return this;
    }

    @Override
    public String toString() {
        return text;
    }
}
