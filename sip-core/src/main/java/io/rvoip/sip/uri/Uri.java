package io.rvoip.sip.uri;

import io.rvoip.sip.Fault;
import io.rvoip.sip.SipSyntaxException;
import io.rvoip.sip.internal.Chars;
import org.jspecify.annotations.Nullable;

/**
 * A URI in a SIP message. Immutable and thread-safe. {@code equals} compares the text; {@link #equivalentTo} follows
 * the rules of the scheme, which are symmetric but not transitive (RFC 3261 §19.1.4).
 */
public sealed interface Uri permits SipUri, TelUri, OtherUri {
    /** The scheme in lower case. */
    String scheme();

    /** Whether both name the same resource by the scheme's own rules. Symmetric; not always transitive. */
    boolean equivalentTo(Uri other);

    /** An equal URI that shares no array with the message it came from, for what is kept long. */
    Uri detached();

    /** The text as it was written. */
    @Override
    String toString();

    /** Reads a URI. @throws SipSyntaxException when it is malformed */
    static Uri of(String text) {
        byte[] bytes = Chars.bytes(text);
        Fault fault = new Fault();
        Uri uri = read(bytes, 0, bytes.length, fault);
        if (uri == null) {
            throw new SipSyntaxException("uri: " + text + " (" + fault.reason() + ")");
        }
        return uri;
    }

    /**
     * Reads the URI that fills [from, to) of an array, which the result keeps; null with the reason in {@code fault}.
     */
    static @Nullable Uri read(byte[] s, int from, int to, Fault fault) {
        if (to - from > 3 && (s[from] | 0x20) == 's' && (s[from + 1] | 0x20) == 'i' && (s[from + 2] | 0x20) == 'p') {
            if (s[from + 3] == ':') {
                return SipUri.read(s, from, from + 4, to, false, fault);
            }
            if (to - from > 4 && (s[from + 3] | 0x20) == 's' && s[from + 4] == ':') {
                return SipUri.read(s, from, from + 5, to, true, fault);
            }
        }
        int colon = Chars.skip(s, from, to, Chars.SCHEME);
        if (colon == from || colon >= to || s[colon] != ':' || !Chars.is(s[from], Chars.ALPHA)) {
            return fault.at(colon, "no URI scheme");
        }
        if (Chars.equalsIgnoreCase(s, from, colon, "tel")) {
            return TelUri.read(s, from, colon + 1, to, fault);
        }
        return OtherUri.read(s, from, colon, to, fault);
    }
}
