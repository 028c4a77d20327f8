package io.rvoip.sip.transport;

import java.util.concurrent.CompletionException;

/** A transport could not do what was asked; {@link #reason()} says which kind of failure it was. */
public final class TransportException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Kinds of failure that callers treat differently. */
    public enum Reason {
        /** This build or this configuration has no such transport. */
        NOT_SUPPORTED,
        /** The address to listen on is taken or not ours. */
        BIND,
        /** Nothing listens here that could send to an address of that family. */
        NO_LISTENER,
        /** The peer answered with a reset: it does not speak TCP here (RFC 3261 §18.1.1 allows UDP now). */
        REFUSED,
        /** The peer did not answer in time. */
        TIMEOUT,
        /**
         * TLS or WebSocket could not be agreed on: a certificate that does not prove the name, an unknown authority, no
         * common version. Nothing less secure is tried instead.
         */
        HANDSHAKE,
        /** No route, or the address is multicast, broadcast or unspecified. */
        UNREACHABLE,
        /** The connection of the flow is gone. */
        CLOSED,
        /** A limit is reached: connections, or bytes that wait to be written. */
        FULL,
        /** The message does not fit a datagram. */
        TOO_LARGE
    }

    /** Why. */
    private final Reason reason;

    public TransportException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public TransportException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** What a stage of {@link SipTransport} failed with, without the {@link CompletionException} around it. */
    public static TransportException from(Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause() : failure;
        return cause instanceof TransportException ours ? ours
                : new TransportException(Reason.UNREACHABLE, String.valueOf(cause.getMessage()), cause);
    }
}
