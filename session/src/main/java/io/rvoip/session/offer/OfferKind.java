package io.rvoip.session.offer;

/** What an offer is for. */
public enum OfferKind {
    /** The first offer of a call. */
    INITIAL,
    /** Our wishes once more: with changed codecs, for a session timer or a request without an offer. Keeps the hold. */
    REFRESH,
    /** Puts the far end on hold: {@code sendonly}, whatever it does itself (RFC 6337 §5.3). */
    HOLD,
    /** Ends our hold. */
    RESUME
}
