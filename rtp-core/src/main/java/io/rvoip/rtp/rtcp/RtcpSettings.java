package io.rvoip.rtp.rtcp;

import java.time.Duration;

/**
 * How much RTCP a session may send (RFC 3550 section 6.2).
 *
 * @param sessionBandwidth of the whole session in bits per second, 1,000 to 10^9; RTCP takes 5 % of it
 * @param minInterval least average time between reports, 100 ms to 60 s; 5 s by the RFC, half of it before the first
 */
public record RtcpSettings(long sessionBandwidth, Duration minInterval) {
    /** What suits one G.711 call: 64 kbit/s and their headers both ways, reports every 5 s. */
    public static final RtcpSettings DEFAULT = new RtcpSettings(160_000, Duration.ofSeconds(5));

    /** Checks the ranges. */
    public RtcpSettings {
        if (sessionBandwidth < 1_000 || sessionBandwidth > 1_000_000_000) {
            throw new IllegalArgumentException(
                    "sessionBandwidth: " + sessionBandwidth + " (expected: 1000-1000000000 bit/s)");
        }
        if (minInterval.toMillis() < 100 || minInterval.toMillis() > 60_000) {
            throw new IllegalArgumentException(
                    "minInterval: " + minInterval.toMillis() + " ms (expected: 100-60000 ms)");
        }
    }

    /** These settings with another bandwidth. */
    public RtcpSettings withSessionBandwidth(long bitsPerSecond) {
        return new RtcpSettings(bitsPerSecond, minInterval);
    }

    /** These settings with another interval. */
    public RtcpSettings withMinInterval(Duration interval) {
        return new RtcpSettings(sessionBandwidth, interval);
    }
}
