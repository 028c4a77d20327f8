package io.rvoip.session.offer;

/** A move that RFC 3264 §4 does not allow in the state of the exchange; the message names both. */
public final class OfferAnswerException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public OfferAnswerException(String message) {
        super(message);
    }
}
