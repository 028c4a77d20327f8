package io.rvoip.session.dialog;

/** Where a dialog stands (RFC 3261 §12). */
public enum DialogState {
    /** Made by a provisional response with a To tag. */
    EARLY,
    /** Made or confirmed by a 2xx. */
    CONFIRMED,
    /** Ended; requests within it get 481. */
    TERMINATED
}
