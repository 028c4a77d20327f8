package io.rvoip.api.internal.json;

/** A document was refused; the message says why and where, without repeating it. */
public final class JsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Refuses. */
    public JsonException(String why) {
        super(why, null, false, false);
    }
}
