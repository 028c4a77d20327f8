package io.rvoip.sip.transport.dns;

import java.util.Locale;
import java.util.Optional;

/** Domain names as they are compared: lower case, without the dot at the end. */
final class DnsName {
    /** Text of the longest name that fits 255 octets on the wire (RFC 1035 §3.1). */
    private static final int MAX_NAME = 253;
    private static final int MAX_LABEL = 63;

    private DnsName() {}

    /** The name to compare and to ask for; empty when no name server can have it. */
    static Optional<String> of(String text) {
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        if (name.isEmpty() || name.length() > MAX_NAME || !isNameText(name)) {
            return Optional.empty();
        }
        return Optional.of(name.toLowerCase(Locale.ROOT));
    }

    private static boolean isNameText(String name) {
        int label = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '.') {
                if (label == 0) {
                    return false;
                }
                label = 0;
            } else if (c <= ' ' || c > '~' || ++label > MAX_LABEL) {
                return false;
            }
        }
        return label > 0;
    }
}
