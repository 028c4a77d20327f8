package io.rvoip.rtp;

/**
 * Which extended reports (RFC 3611) the remote asks for.
 *
 * @param voipMetrics how we hear its stream, once it is played
 * @param receiverRoundTrip that those who send no RTP may measure the round trip
 */
public record RtcpExtensions(boolean voipMetrics, boolean receiverRoundTrip) {
    /** None. */
    public static final RtcpExtensions NONE = new RtcpExtensions(false, false);
}
