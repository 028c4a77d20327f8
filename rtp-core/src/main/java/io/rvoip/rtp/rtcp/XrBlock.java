package io.rvoip.rtp.rtcp;

/** One block of an {@link ExtendedReport} (RFC 3611 section 4). */
public sealed interface XrBlock permits ReferenceTime, Dlrr, VoipMetrics, OtherXrBlock {
    /** Receiver reference time (section 4.4). */
    int RRT = 4;
    /** Delay since the last receiver reference time (section 4.5). */
    int DLRR = 5;
    /** VoIP metrics (section 4.7). */
    int VOIP_METRICS = 7;

    /** The block type, 0 to 255. */
    int blockType();
}
