package io.rvoip.session;

/** Who ended a call. */
public enum EndParty {
    /** The application on our side. */
    LOCAL,
    /** The far end, or something on the way to it. */
    REMOTE,
    /** This stack: a timeout, a limit, a failure. */
    SYSTEM
}
