package io.rvoip.simple;

/** How to refuse a call. */
public enum RejectReason {
    /** Busy here: other phones of ours may ring on (486). */
    BUSY(486),
    /** Nobody here wants the call, on none of our phones (603). */
    DECLINED(603),
    /** Nobody is here now (480). */
    UNAVAILABLE(480);

    private final int status;

    RejectReason(int status) {
        this.status = status;
    }

    /** The SIP status it is sent with. */
    public int status() {
        return status;
    }
}
