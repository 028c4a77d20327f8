package io.rvoip.rtp;

/** How a packet's sequence number stands to those before it (RFC 3550 appendix A.1). */
public enum Arrival {
    /** The source has not yet sent enough packets in a row to be believed. */
    PROBATION,
    /** The highest sequence number so far, possibly after a gap. */
    IN_ORDER,
    /** Behind the highest one, seen for the first time. */
    REORDERED,
    /** Seen before. */
    DUPLICATE,
    /** Far from anything expected: not counted unless the next packet follows it. */
    SUSPECT,
    /** The second of two packets in a row far from the rest: the source restarted, counting began anew. */
    RESTARTED;

    /** Whether the packet counts as received and may be handed on. */
    public boolean valid() {
        return this == IN_ORDER || this == REORDERED || this == RESTARTED;
    }
}
