package io.rvoip.rtp;

/** What {@link SourceLatch} says of a packet's source. */
public enum SourceVerdict {
    /** From the remote, or from who may be the remote. */
    ACCEPTED,
    /** Accepted, and this packet settled who the remote is: send there from now on. */
    LEARNED,
    /** From somebody else: drop it. */
    REFUSED
}
