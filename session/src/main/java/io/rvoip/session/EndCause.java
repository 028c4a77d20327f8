package io.rvoip.session;

/** Why a call ended. Each end has exactly one; the SIP status beside it gives the detail. */
public enum EndCause {
    /** An answered call was hung up with BYE, by us or by the far end. */
    HANGUP,
    /** Given up before it was answered: CANCEL, or BYE on an early dialog. On the called side: a missed call. */
    CANCELLED,
    /** The called side refused with a 4xx, 5xx or 6xx. */
    REJECTED,
    /** The called side named other contacts (3xx) and following them was not asked for, or not possible. */
    REDIRECTED,
    /** Nobody answered within the call timeout, or the invitation expired. */
    NO_ANSWER,
    /** The far end did not react at all until the transaction timed out. */
    NO_RESPONSE,
    /** Our 2xx was never acknowledged (RFC 3261 §13.3.1.4). */
    NO_ACK,
    /** The message could not be sent: no route, refused connection, closed socket. */
    TRANSPORT,
    /** The far end wants credentials that we do not have, or rejected those we gave. */
    AUTHENTICATION,
    /** Offer and answer do not fit together, or the media could not be prepared. */
    MEDIA,
    /** ICE found no way for the media, or lost it (RFC 7675): media would go nowhere. */
    NO_MEDIA_PATH,
    /** The far end no longer knows the dialog: 481 or 408 to a request within it. */
    DIALOG_LOST,
    /** No refresh came before the session expired (RFC 4028): the far end is gone, or does not hear us. */
    SESSION_EXPIRED,
    /** The far end broke the protocol so that the call cannot go on. */
    PROTOCOL,
    /** A limit of this stack was reached. */
    LIMIT,
    /** This stack, or the application in one of its callbacks, failed: a bug, which the log names. */
    FAULT,
    /** The stack was stopped. */
    SHUTDOWN
}
