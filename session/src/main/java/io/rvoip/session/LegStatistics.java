package io.rvoip.session;

import java.util.OptionalDouble;

/**
 * What one leg has measured so far. What was not measured is absent.
 *
 * @param packetsSent RTP packets sent
 * @param packetsReceived RTP packets received, without duplicates
 * @param packetsLost packets of the far end that never came
 * @param packetsRefused datagrams that were none of the far end's: not genuine, heard before, or from elsewhere
 * @param jitterMillis interarrival jitter of what we receive (RFC 3550 §6.4.1), in milliseconds
 * @param roundTripMillis round trip by RTCP, in milliseconds
 * @param lossRatio share of the far end's packets lost since the start, 0.0 to 1.0
 * @param remoteMos how well the far end hears us by its own account (RFC 3611), 1.0 to 5.0
 * @param mos listening quality by the E-model (G.107), 1.0 to 4.5
 */
public record LegStatistics(
        long packetsSent,
        long packetsReceived,
        long packetsLost,
        long packetsRefused,
        OptionalDouble jitterMillis,
        OptionalDouble roundTripMillis,
        OptionalDouble lossRatio,
        OptionalDouble remoteMos,
        OptionalDouble mos) {
    /** Of a leg that has neither sent nor received. */
    public static final LegStatistics NONE = new LegStatistics(
            0, 0, 0, 0, OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(),
            OptionalDouble.empty());
}
