package io.rvoip.engine;

import java.util.Locale;

/** Where a call stands, seen from the middle. */
public enum CallState {
    /** Accepted from the caller; nobody rings yet. */
    ROUTING,
    /** At least one place rings. */
    RINGING,
    /** The caller hears the called side before it has answered. */
    EARLY_MEDIA,
    /** Both sides talk. */
    ANSWERED,
    /** One side has put the other on hold. */
    HELD,
    /** Over. */
    ENDED;

    /** The name in the API: {@code early-media}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
