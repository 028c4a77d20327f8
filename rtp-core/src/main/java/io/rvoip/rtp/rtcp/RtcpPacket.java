package io.rvoip.rtp.rtcp;

/**
 * One RTCP packet of a compound. What RVOIP does not use itself is still named, as {@link AppPacket} or
 * {@link OtherRtcp}, so that nobody takes it for something malformed.
 */
public sealed interface RtcpPacket
        permits SenderReport, ReceiverReport, SourceDescription, Goodbye, AppPacket, ExtendedReport, GenericNack, PictureLoss,
                IntraRequest, BitrateLimit, BitrateEstimate, TransportFeedback, TransportArrivals, OtherRtcp {
    /** Packet type of sender reports. */
    int SR = 200;
    /** Packet type of receiver reports. */
    int RR = 201;
    /** Packet type of source descriptions. */
    int SDES = 202;
    /** Packet type of goodbyes. */
    int BYE = 203;
    /** Packet type of application-defined packets. */
    int APP = 204;
    /** Packet type of transport-layer feedback (RFC 4585). */
    int RTPFB = 205;
    /** Packet type of payload-specific feedback (RFC 4585). */
    int PSFB = 206;
    /** Packet type of extended reports (RFC 3611). */
    int XR = 207;

    /** The packet type, 192 to 223. */
    int type();
}
