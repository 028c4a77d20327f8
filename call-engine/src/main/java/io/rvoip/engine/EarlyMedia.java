package io.rvoip.engine;

/** What the caller hears before the call is answered. */
public enum EarlyMedia {
    /** What the called side plays: announcements, ring-back of its own. */
    RELAY,
    /** Nothing of the called side: the caller is only told that it rings. */
    NONE
}
