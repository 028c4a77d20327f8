package io.rvoip.rtp;

/** Whether a way to make good what is lost is agreed on. */
public enum RepairUse {
    /** Neither offered nor taken. */
    OFF,
    /** Taken where the other side offers it. */
    ANSWERED,
    /** Offered too. */
    OFFERED
}
