package io.rvoip.session;

import java.util.Locale;
import java.util.Set;

/** Headers that dialogs, transactions and sessions are made of: no application may set them. */
final class OwnHeaders {
    private static final Set<String> NAMES = Set.of(
            "via", "v", "from", "f", "to", "t", "call-id", "i", "cseq", "contact", "m", "max-forwards", "route",
            "record-route", "content-length", "l", "content-type", "c", "authorization", "proxy-authorization");

    private OwnHeaders() {}

    static boolean contains(String name) {
        return NAMES.contains(name.toLowerCase(Locale.ROOT));
    }
}
