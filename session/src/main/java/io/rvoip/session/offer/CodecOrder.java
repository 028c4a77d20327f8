package io.rvoip.session.offer;

/** Whose order decides when an offer names several codecs we have. */
public enum CodecOrder {
    /** The offerer's, as RFC 3264 §6.1 recommends. */
    OFFERER,
    /** Ours. */
    OURS
}
