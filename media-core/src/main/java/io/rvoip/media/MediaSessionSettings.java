package io.rvoip.media;

import io.rvoip.common.SecurityProfile;
import io.rvoip.rtp.RepairSettings;
import io.rvoip.rtp.SourcePolicy;
import io.rvoip.rtp.rtcp.RtcpSettings;
import java.time.Duration;

/**
 * How the media of one leg behaves, whatever its far end says.
 *
 * @param rtcpMux         whether RTP and RTCP share one port (RFC 5761)
 * @param sourcePolicy    whose packets are heard
 * @param inboundTimeout  silence of RTP and RTCP after which {@link MediaEvents#noInboundMedia} is told, 1 s to 1 h;
 *                        zero: never
 * @param acceptReflected whether our own stream is heard when it comes back, as test tools send it
 * @param minPlayoutDelay the least that received audio waits, 0 to 500 ms
 * @param maxPlayoutDelay the most, up to 2 s
 * @param rtcp            how much RTCP is sent
 * @param repair          how what is lost is made good where that is agreed on
 */
public record MediaSessionSettings(boolean rtcpMux, SourcePolicy sourcePolicy, Duration inboundTimeout,
        boolean acceptReflected, Duration minPlayoutDelay, Duration maxPlayoutDelay, RtcpSettings rtcp,
        RepairSettings repair) {
    /**
     * Two ports, symmetric RTP, silence after 30 s, 40 to 200 ms of playout delay: what a jitter buffer begins with
     * while it knows nothing, so that a quiet path sees no step, and a short pause of the process no gap.
     */
    public static final MediaSessionSettings DEFAULT = new MediaSessionSettings(false, SourcePolicy.SYMMETRIC,
            Duration.ofSeconds(30), false, Duration.ofMillis(40), Duration.ofMillis(200), RtcpSettings.DEFAULT,
            RepairSettings.DEFAULT);

    /**
     * What a profile asks for: a laboratory has peers that send back what they hear, as {@code sipp -rtp_echo} does; from {@code high-security} on
     * only the address of the description is heard, or what ICE has checked.
     */
    public static MediaSessionSettings of(SecurityProfile profile) {
        boolean strict = profile.compareTo(SecurityProfile.HIGH_SECURITY) >= 0;
        return DEFAULT.withAcceptReflected(profile == SecurityProfile.DEVELOPMENT)
                .withSourcePolicy(strict ? SourcePolicy.STRICT : SourcePolicy.SYMMETRIC);
    }

    /** Checks the ranges. */
    public MediaSessionSettings {
        if (minPlayoutDelay.isNegative() || minPlayoutDelay.toMillis() > 500) {
            throw new IllegalArgumentException("minPlayoutDelay: " + minPlayoutDelay + " (expected: 0-500 ms)");
        }
        if (maxPlayoutDelay.compareTo(minPlayoutDelay) < 0 || maxPlayoutDelay.toMillis() > 2000) {
            throw new IllegalArgumentException("maxPlayoutDelay: " + maxPlayoutDelay
                    + " (expected: minPlayoutDelay to 2 s)");
        }
    }

    /** RTP and RTCP on one port or on two. */
    public MediaSessionSettings withRtcpMux(boolean mux) {
        return new MediaSessionSettings(mux, sourcePolicy, inboundTimeout, acceptReflected, minPlayoutDelay,
                maxPlayoutDelay, rtcp, repair);
    }

    /** Another source policy. */
    public MediaSessionSettings withSourcePolicy(SourcePolicy policy) {
        return new MediaSessionSettings(rtcpMux, policy, inboundTimeout, acceptReflected, minPlayoutDelay,
                maxPlayoutDelay, rtcp, repair);
    }

    /** Another time of silence; zero switches the event off. */
    public MediaSessionSettings withInboundTimeout(Duration timeout) {
        return new MediaSessionSettings(rtcpMux, sourcePolicy, timeout, acceptReflected, minPlayoutDelay,
                maxPlayoutDelay, rtcp, repair);
    }

    /** Whether our own stream is heard when it comes back. */
    public MediaSessionSettings withAcceptReflected(boolean accept) {
        return new MediaSessionSettings(rtcpMux, sourcePolicy, inboundTimeout, accept, minPlayoutDelay,
                maxPlayoutDelay, rtcp, repair);
    }

    /** Other bounds of the playout delay. */
    public MediaSessionSettings withPlayoutDelay(Duration min, Duration max) {
        return new MediaSessionSettings(rtcpMux, sourcePolicy, inboundTimeout, acceptReflected, min, max, rtcp,
                repair);
    }

    /** The playout delay that goes with what matters most. */
    public MediaSessionSettings withQuality(AudioQuality quality) {
        Duration min = DEFAULT.minPlayoutDelay.plusMillis(quality.playoutMarginMillis());
        return withPlayoutDelay(min, maxPlayoutDelay.compareTo(min) < 0 ? min : maxPlayoutDelay);
    }

    /** Other RTCP. */
    public MediaSessionSettings withRtcp(RtcpSettings settings) {
        return new MediaSessionSettings(rtcpMux, sourcePolicy, inboundTimeout, acceptReflected, minPlayoutDelay,
                maxPlayoutDelay, settings, repair);
    }

    /** Another way to make good what is lost. */
    public MediaSessionSettings withRepair(RepairSettings settings) {
        return new MediaSessionSettings(rtcpMux, sourcePolicy, inboundTimeout, acceptReflected, minPlayoutDelay,
                maxPlayoutDelay, rtcp, settings);
    }
}
