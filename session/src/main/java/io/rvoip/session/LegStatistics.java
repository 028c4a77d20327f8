package io.rvoip.session;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * What one leg has measured so far. Quality that was not measured is absent.
 *
 * @param packetsSent RTP packets sent
 * @param packetsReceived RTP packets received and accepted
 * @param packetsLost packets of the far end that never arrived (RFC 3550 appendix A.3); duplicates can make it negative
 * @param jitter interarrival jitter (RFC 3550 §6.4.1)
 * @param roundTripMillis round trip by RTCP, in milliseconds
 * @param lossRatio share of packets lost since the start, 0.0 to 1.0
 * @param mos listening quality by the E-model (G.107), 1.0 to 4.5
 */
public record LegStatistics(
        long packetsSent,
        long packetsReceived,
        long packetsLost,
        Duration jitter,
        OptionalDouble roundTripMillis,
        OptionalDouble lossRatio,
        OptionalDouble mos) {}
