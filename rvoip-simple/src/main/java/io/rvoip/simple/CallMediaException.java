package io.rvoip.simple;

/** The media of a call cannot do what was asked: no port free, no keys agreed on, too many listeners. */
public final class CallMediaException extends SimpleVoipException {
    private static final long serialVersionUID = 1L;

    CallMediaException(String message) {
        super(message);
    }
}
