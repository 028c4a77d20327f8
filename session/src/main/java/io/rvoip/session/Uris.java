package io.rvoip.session;

import io.rvoip.sip.uri.SipUri;
import io.rvoip.sip.uri.Uri;

/** Small questions about URIs. */
final class Uris {
    private Uris() {}

    /** The user part as it is written in a Contact; empty when there is none. */
    static String user(Uri uri) {
        return uri instanceof SipUri sip ? sip.rawUser().orElse("") : "";
    }

    /** Whether the URI asks for TLS all the way, which this build does not have. */
    static boolean isSecure(Uri uri) {
        return uri instanceof SipUri sip && sip.secure();
    }
}
