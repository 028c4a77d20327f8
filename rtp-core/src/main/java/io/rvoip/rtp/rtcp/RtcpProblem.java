package io.rvoip.rtp.rtcp;

/** What is wrong with a compound RTCP packet (RFC 3550 appendix A.2), or with the tail that was dropped. */
public enum RtcpProblem {
    /** Nothing. */
    NONE,
    /** Shorter than a header and an SSRC (8 bytes), or than the header of the next packet (4 bytes). */
    TOO_SHORT,
    /** The version is not 2. */
    BAD_VERSION,
    /** The first packet is neither a report nor feedback. */
    FIRST_NOT_REPORT,
    /** The length field says more than there is. */
    LENGTH_PAST_END,
    /** Padding in another packet than the last, or a padding count that is 0, not times 4, or too large. */
    BAD_PADDING,
    /** Reports, chunks, sources or texts that the header promises do not fit into the packet. */
    CONTENT_PAST_END,
    /** An SDES chunk that no zero byte ends. */
    UNTERMINATED_CHUNK,
    /** More packets in one datagram than {@link RtcpReader#MAX_PACKETS}. */
    TOO_MANY_PACKETS
}
