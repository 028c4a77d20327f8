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

    /** The same address, to be reached over TLS only. */
    static SipUri secured(SipUri uri) {
        return uri.secure() ? uri : SipUri.of("sips:" + uri.toString().substring("sip:".length()));
    }

    /** Whether the URI asks for TLS up to the domain it names (RFC 5630). */
    static boolean isSecure(Uri uri) {
        return uri instanceof SipUri sip && sip.secure();
    }
}
