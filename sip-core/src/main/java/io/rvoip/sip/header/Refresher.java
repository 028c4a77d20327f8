package io.rvoip.sip.header;

import java.util.Locale;

/** Who keeps a session alive (RFC 4028 §4): named by its role in the request that says so. */
public enum Refresher {
    /** Who sent the request. */
    UAC,
    /** Who answers it. */
    UAS;

    /** As it stands in the {@code refresher} parameter. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
