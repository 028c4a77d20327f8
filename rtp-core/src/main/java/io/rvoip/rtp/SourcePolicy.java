package io.rvoip.rtp;

/** Whose packets a media socket accepts when nothing authenticates them. */
public enum SourcePolicy {
    /**
     * Symmetric RTP (RFC 4961): the source is learned from at most 5 packets, then nobody else is heard. For remotes
     * behind a NAT, whose SDP address is not where their packets come from. Hosts that neither the SDP nor the
     * signalling names are learned only when the SDP's address is a private one.
     */
    SYMMETRIC,
    /** As {@link #SYMMETRIC}, with any host: for carriers that send media from other hosts than they receive it on. */
    SYMMETRIC_ANY_HOST,
    /** Only the address of the SDP is heard. */
    STRICT
}
