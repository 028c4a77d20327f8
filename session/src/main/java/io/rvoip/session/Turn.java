package io.rvoip.session;

/** Whose turn it is in offer and answer (RFC 3264 §4): who may offer now. */
enum Turn {
    /** Either side may. */
    FREE,
    /** We have offered; their answer is awaited, and an offer of theirs gets 491. */
    THEIRS,
    /** They have offered, or should; our answer is awaited, and another offer of theirs gets 500. */
    OURS
}
