package io.rvoip.rtp.srtp;

/** What became of a packet in an {@link SrtpContext}. Anything but {@link #OK} means: drop it. */
public enum SrtpStatus {
    /** Protected, or genuine and readable. */
    OK,
    /** Too short for its headers, tag and identifiers, or no RTP at all. */
    MALFORMED,
    /** Tag or master key identifier are wrong: forged, damaged, or made with another key. */
    AUTH_FAILED,
    /** This very packet was seen before (RFC 3711 section 3.3.2); when sending, its keystream would be used twice. */
    REPLAYED,
    /** More than the replay window behind the newest. */
    TOO_OLD,
    /** RTCP with the E bit off, or RTP whose head is in clear where cryptex is required: genuine or not, nothing goes in clear. */
    NOT_ENCRYPTED,
    /** As many SSRCs as one key may have are known already. */
    TOO_MANY_STREAMS,
    /** No room behind the packet for its tag. */
    NO_ROOM,
    /** The key has done as many packets as it may (RFC 3711 section 9.2, RFC 4568 section 6.1). */
    KEY_EXHAUSTED,
    /** None have been agreed on yet. */
    NO_KEYS,
    /** The context was closed. */
    CLOSED,
    /** The implementation failed or broke its word; nothing of what it made is sent. */
    FAILED
}
