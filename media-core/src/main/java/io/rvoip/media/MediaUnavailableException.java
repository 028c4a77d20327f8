package io.rvoip.media;

/** There is no media for another leg: too many are open, or the engine was closed. */
public final class MediaUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MediaUnavailableException(String message) {
        super(message);
    }
}
