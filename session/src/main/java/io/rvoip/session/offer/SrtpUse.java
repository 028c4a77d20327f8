package io.rvoip.session.offer;

/** Whether media is encrypted. Once it is, a call never goes back. */
public enum SrtpUse {
    /** Plain RTP alone. */
    OFF,
    /** We offer plain RTP, and take either. */
    ACCEPTED,
    /** We offer both in one line (RFC 8643), and take either. */
    PREFERRED,
    /** Nothing else is offered or taken. */
    REQUIRED
}
