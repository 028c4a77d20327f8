package io.rvoip.session;

/** Who called whom. */
public enum CallDirection {
    /** We sent the INVITE. */
    OUTGOING,
    /** The far end sent it. */
    INCOMING
}
