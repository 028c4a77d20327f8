package io.rvoip.rtp;

import io.rvoip.rtp.rtcp.VoipMetrics;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What was measured of one stream pair so far. What nobody measured is absent, never zero.
 *
 * @param sent packets sent
 * @param sentOctets payload bytes sent
 * @param received packets received, without duplicates
 * @param receivedOctets payload bytes received
 * @param lost packets of the remote stream that never came
 * @param duplicates packets that came more than once
 * @param jitterMs interarrival jitter of what we receive, in milliseconds
 * @param rttMs round trip by the remote's last report about us, in milliseconds
 * @param remoteLossRatio what the remote lost of our stream in its last report interval, 0.0 to 1.0
 * @param remoteJitterMs interarrival jitter of what the remote receives, in milliseconds
 * @param remoteMetrics how the remote hears our stream, by its last extended report (RFC 3611)
 */
public record RtpQuality(long sent, long sentOctets, long received, long receivedOctets, long lost, long duplicates,
        OptionalDouble jitterMs, OptionalDouble rttMs, OptionalDouble remoteLossRatio,
        OptionalDouble remoteJitterMs, Optional<VoipMetrics> remoteMetrics) {
    /** Share of the remote stream that was lost, 0.0 to 1.0; absent while nothing was received. */
    public OptionalDouble lossRatio() {
        return received == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) lost / (lost + received));
    }
}
