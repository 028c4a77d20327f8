package io.rvoip.media;

import java.util.OptionalDouble;

/**
 * What was measured of one leg so far. What nobody measured is absent, never zero and never a guess.
 *
 * @param sent            RTP packets sent
 * @param sentOctets      payload bytes sent
 * @param received        RTP packets received, without duplicates
 * @param receivedOctets  payload bytes received
 * @param lost            packets of the far end that never came
 * @param late            packets that came, but after their time to be played
 * @param refused         datagrams that were none of the far end's: not genuine, heard before, or from elsewhere
 * @param jitterMs        interarrival jitter of what we receive, in milliseconds (RFC 3550 section 6.4.1)
 * @param rttMs           round trip by RTCP, in milliseconds
 * @param playoutDelayMs  how long received audio waits for its turn, in milliseconds
 * @param remoteLossRatio what the far end lost of our stream by its last report, 0.0 to 1.0
 * @param remoteMos       how well the far end hears us by its own account (RFC 3611), 1 to 5
 * @param mos             how well we hear the far end, 1 to 4.5, by the E-model (ITU-T G.107) from the loss, delay
 *                        and jitter above; absent until all three were measured
 */
public record MediaStatistics(long sent, long sentOctets, long received, long receivedOctets, long lost, long late, long refused,
        OptionalDouble jitterMs, OptionalDouble rttMs, OptionalDouble playoutDelayMs, OptionalDouble remoteLossRatio,
        OptionalDouble remoteMos, OptionalDouble mos) {
    /** Of a leg that has neither sent nor received. */
    public static final MediaStatistics NONE = new MediaStatistics(0, 0, 0, 0, 0, 0, 0, OptionalDouble.empty(),
            OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(),
            OptionalDouble.empty());

    /** Lost packets in percent of those expected; absent while nothing was received. */
    public OptionalDouble lossPercent() {
        return received == 0 ? OptionalDouble.empty() : OptionalDouble.of(100.0 * lost / (lost + received));
    }
}
