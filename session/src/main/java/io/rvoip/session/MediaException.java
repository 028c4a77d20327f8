package io.rvoip.session;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Media of a leg could not be prepared; the message names the address, the port range or the device. */
public final class MediaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean exposed;

    public MediaException(String message) {
        super(message);
        exposed = false;
    }

    public MediaException(String message, Throwable cause) {
        super(message, cause);
        exposed = false;
    }

    private MediaException(String message, boolean exposed) {
        super(message);
        this.exposed = exposed;
    }

    /** SRTP is required, and the signalling is not encrypted. */
    public static MediaException keysExposed() {
        return new MediaException("SRTP is required, and anyone could read its keys"
                + " in signalling that is not encrypted (expected: TLS or WSS)", true);
    }

    /** Whether a leg failed for {@link #keysExposed}, also where {@code failure} has it as its cause: trying again is no use. */
    public static boolean isKeysExposed(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof MediaException media && media.exposed;
    }
}
