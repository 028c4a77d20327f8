package io.rvoip.session.offer;

/** What an offer is for. */
public enum OfferKind {
    /** The first offer of a call. */
    INITIAL,
    /** Our wishes once more: with changed codecs, or for a session timer. Keeps the hold. */
    REFRESH,
    /**
     * The same in answer to a request without an offer: whoever asks may give it to somebody else, so that ICE begins anew (RFC
     * 8839 §7.5).
     */
    ANEW,
    /** Puts the far end on hold: {@code sendonly}, whatever it does itself (RFC 6337 §5.3). */
    HOLD,
    /** Ends our hold. */
    RESUME
}
