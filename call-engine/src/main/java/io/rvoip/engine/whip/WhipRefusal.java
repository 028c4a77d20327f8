package io.rvoip.engine.whip;

import io.rvoip.session.CallEnd;

/**
 * Why there is no session, or no change to one.
 *
 * @param reason the kind
 * @param text one sentence, without what was sent
 */
public record WhipRefusal(Reason reason, String text) {
    /** The kinds that clients are told apart. */
    public enum Reason {
        /** What was sent cannot be read. */
        MALFORMED,
        /** It can be read, and cannot be had: media, directions, keys that this platform or the called side does not do. */
        NOT_ACCEPTABLE,
        /** Nobody of that name or number. */
        NOT_FOUND,
        /** Not for this caller. */
        FORBIDDEN,
        /** The called side exists and does not take the call now. */
        NOT_NOW,
        /** No room here, or too many calls of this caller; it may be tried again. */
        FULL,
        /** Nobody answered in time. */
        NO_ANSWER,
        /** The call came to nothing in another way. */
        FAILED
    }

    /** What the end of a call means for whoever asked for it. */
    static WhipRefusal of(CallEnd end) {
        Reason reason = switch (end.status()) {
            case 404, 410, 416, 484, 604 -> Reason.NOT_FOUND;
            case 403, 433 -> Reason.FORBIDDEN;
            case 480, 486, 600, 603 -> Reason.NOT_NOW;
            case 415, 488, 606 -> Reason.NOT_ACCEPTABLE;
            case 503 -> Reason.FULL;
            case 408, 487, 504 -> Reason.NO_ANSWER;
            default -> Reason.FAILED;
        };
        return new WhipRefusal(reason, end.text());
    }
}
