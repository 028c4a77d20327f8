package io.rvoip.simple;

import io.rvoip.media.MediaStatistics;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How well we hear the far end, as measured, and how well it hears us, as it says. What was not measured yet is absent.
 *
 * @param mosScore listening quality from 1 (bad) to 4.5 by the E-model (ITU-T G.107), from loss, delay and jitter
 * @param packetLossPercent packets of the far end that never came, in percent of those expected
 * @param jitterMillis interarrival jitter (RFC 3550 §6.4.1)
 * @param roundTripMillis round trip by RTCP
 * @param remoteMosScore what the far end makes of our voice, 1 to 5, where it reports that (RFC 3611)
 */
public record CallQuality(
        OptionalDouble mosScore, OptionalDouble packetLossPercent, OptionalDouble jitterMillis,
        OptionalDouble roundTripMillis, OptionalDouble remoteMosScore) {
    /** Empty when nothing was measured. */
    static Optional<CallQuality> of(MediaStatistics figures) {
        CallQuality quality = new CallQuality(figures.mos(), figures.lossPercent(), figures.jitterMs(), figures.rttMs(),
                figures.remoteMos());
        boolean measured = quality.mosScore.isPresent() || quality.packetLossPercent.isPresent()
                || quality.jitterMillis.isPresent() || quality.roundTripMillis.isPresent()
                || quality.remoteMosScore.isPresent();
        return measured ? Optional.of(quality) : Optional.empty();
    }
}
