package io.rvoip.simple;

/** Nobody could be reached: no such host, no route, a refused connection, an address that cannot be bound. */
public final class NetworkException extends SimpleVoipException {
    private static final long serialVersionUID = 1L;

    NetworkException(String message) {
        super(message);
    }

    NetworkException(String message, Throwable cause) {
        super(message, cause);
    }
}
