package io.rvoip.transaction;

/** What is taken in hand first when there is more than can be done at once, in this order. */
public enum Precedence {
    /** What goes on already, and what is never turned away: responses, requests within dialogs, ACK, CANCEL. */
    FIRST,
    /** A call whose sender has been asked for credentials before. */
    CALL_AGAIN,
    /** A new call. */
    CALL,
    /** A registration and the like, with credentials. */
    OTHER_AGAIN,
    /** A registration and the like. */
    OTHER
}
