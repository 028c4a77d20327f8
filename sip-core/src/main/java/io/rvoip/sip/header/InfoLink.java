package io.rvoip.sip.header;

import io.rvoip.sip.Fault;
import io.rvoip.sip.internal.Chars;
import io.rvoip.sip.uri.Uri;
import org.jspecify.annotations.Nullable;

/** A URI in angle brackets with parameters: Alert-Info, Call-Info, Error-Info (RFC 3261 §20.4, §20.9, §20.18). */
public record InfoLink(Uri uri, Parameters parameters) {
    /** Reads the value that fills [from, to); null with the reason in {@code fault}. */
    public static @Nullable InfoLink read(byte[] s, int from, int to, Fault fault) {
        int close = Chars.indexOf(s, from, to, '>');
        if (from >= to || s[from] != '<' || close < 0) {
            return fault.at(from, "URI needs angle brackets");
        }
        Uri uri = Uri.read(s, from + 1, close, fault);
        Parameters parameters = uri == null ? null : Parameters.read(s, close + 1, to, fault);
        return uri == null || parameters == null ? null : new InfoLink(uri, parameters);
    }

    @Override
    public String toString() {
        return "<" + uri + ">" + parameters;
    }
}
