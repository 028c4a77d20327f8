package io.rvoip.simple;

/** Where a {@link Call} stands. */
public enum CallState {
    /** We call, and nobody rings yet. */
    INITIATING,
    /** It rings: there when we call, here when we are called. */
    RINGING,
    /** It rings there, and the far end already sends sound: an announcement, a ringing tone of its own. */
    EARLY_MEDIA,
    /** Both sides talk. */
    ANSWERED,
    /** We hold the far end: it agreed, and no sound goes either way. */
    ON_HOLD,
    /** The far end holds us. */
    HELD_BY_REMOTE,
    /** Over, in an ordinary way: hung up, given up, rejected by us, missed. */
    ENDED,
    /** Over, because something went wrong or the far end refused. */
    FAILED;

    /** Whether the call was answered and has not ended. */
    public boolean isActive() {
        return switch (this) {
            case ANSWERED, ON_HOLD, HELD_BY_REMOTE -> true;
            case INITIATING, RINGING, EARLY_MEDIA, ENDED, FAILED -> false;
        };
    }

    /** Whether the call is over. */
    public boolean isEnded() {
        return this == ENDED || this == FAILED;
    }
}
