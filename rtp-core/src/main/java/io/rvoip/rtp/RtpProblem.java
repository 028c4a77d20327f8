package io.rvoip.rtp;

/** What is wrong with a datagram that should be an RTP packet (RFC 3550 appendix A.1). */
public enum RtpProblem {
    /** Nothing: the view may be read. */
    NONE,
    /** Fewer than the 12 bytes of the fixed header. */
    TOO_SHORT,
    /** The version is not 2. */
    BAD_VERSION,
    /** Payload type and marker spell an RTCP packet type (200 to 204), RFC 5761 section 4. */
    RTCP_TYPE,
    /** The list of contributing sources is longer than the packet. */
    CSRC_PAST_END,
    /** The header extension is longer than the packet. */
    EXTENSION_PAST_END,
    /** The padding count is 0 or larger than what follows the header. */
    BAD_PADDING
}
