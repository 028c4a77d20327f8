package io.rvoip.rtp;

import io.rvoip.rtp.internal.Check;
import io.rvoip.rtp.rtcp.RtcpSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * How an {@link RtpSession} behaves.
 *
 * @param cname canonical name in SDES, 1 to 255 bytes; a short-term random one keeps calls apart (RFC 7022)
 * @param sourcePolicy whose packets are heard
 * @param rtcpMux whether RTP and RTCP share one port (RFC 5761)
 * @param probationPackets packets in a row after which another SSRC of the remote takes over, 1 to 16
 * @param inboundTimeout without RTP and RTCP after which the remote counts as silent, 1 s to 1 h; zero: never
 * @param acceptReflected whether packets that bring our own SSRC back are heard as the remote's, as test tools and
 *     echo boxes send them; RFC 3550 section 8.2 says no
 * @param rtcp how much RTCP is sent
 * @param repair how what is lost is made good where that is agreed on
 * @param video whether it carries video, in which the marker ends a picture, and whose packets come many at a time
 */
public record RtpSessionSettings(String cname, SourcePolicy sourcePolicy, boolean rtcpMux, int probationPackets,
        Duration inboundTimeout, boolean acceptReflected, RtcpSettings rtcp, RepairSettings repair,
        boolean video) {
    /** Checks the ranges. */
    public RtpSessionSettings {
        Check.range("cname length", cname.getBytes(StandardCharsets.UTF_8).length, 1, 255);
        Check.range("probationPackets", probationPackets, 1, 16);
        if (!inboundTimeout.isZero()) {
            Check.millis("inboundTimeout", inboundTimeout, 1_000, 3_600_000);
        }
    }

    /** Symmetric RTP on two ports, 2 packets of probation, silent after 30 s, RTCP by its defaults. */
    public static RtpSessionSettings of(String cname) {
        return new RtpSessionSettings(cname, SourcePolicy.SYMMETRIC, false, 2, Duration.ofSeconds(30), false,
                RtcpSettings.DEFAULT, RepairSettings.DEFAULT, false);
    }

    /** These settings with another source policy. */
    public RtpSessionSettings withSourcePolicy(SourcePolicy policy) {
        return new RtpSessionSettings(cname, policy, rtcpMux, probationPackets, inboundTimeout, acceptReflected, rtcp,
                repair, video);
    }

    /** These settings with RTP and RTCP on one port, or on two. */
    public RtpSessionSettings withRtcpMux(boolean mux) {
        return new RtpSessionSettings(cname, sourcePolicy, mux, probationPackets, inboundTimeout, acceptReflected,
                rtcp, repair, video);
    }

    /** These settings with another probation. */
    public RtpSessionSettings withProbationPackets(int packets) {
        return new RtpSessionSettings(cname, sourcePolicy, rtcpMux, packets, inboundTimeout, acceptReflected, rtcp,
                repair, video);
    }

    /** These settings with another time-out; zero switches it off. */
    public RtpSessionSettings withInboundTimeout(Duration timeout) {
        return new RtpSessionSettings(cname, sourcePolicy, rtcpMux, probationPackets, timeout, acceptReflected, rtcp,
                repair, video);
    }

    /** These settings with reflected packets heard, or dropped. */
    public RtpSessionSettings withAcceptReflected(boolean accept) {
        return new RtpSessionSettings(cname, sourcePolicy, rtcpMux, probationPackets, inboundTimeout, accept, rtcp, repair, video);
    }

    /** These settings with other RTCP settings. */
    public RtpSessionSettings withRtcp(RtcpSettings settings) {
        return new RtpSessionSettings(cname, sourcePolicy, rtcpMux, probationPackets, inboundTimeout, acceptReflected,
                settings, repair, video);
    }

    /** These settings with another way to make good what is lost. */
    public RtpSessionSettings withRepair(RepairSettings settings) {
        return new RtpSessionSettings(cname, sourcePolicy, rtcpMux, probationPackets, inboundTimeout, acceptReflected, rtcp,
                settings, video);
    }

    /** These settings for video, or for audio. */
    public RtpSessionSettings withVideo(boolean pictures) {
        return new RtpSessionSettings(cname, sourcePolicy, rtcpMux, probationPackets, inboundTimeout, acceptReflected, rtcp,
                repair, pictures);
    }
}
