package io.rvoip.media;

import io.rvoip.media.codec.AudioCodec;
import io.rvoip.media.quality.EModel;
import io.rvoip.rtp.RtpQuality;
import io.rvoip.rtp.jitter.BurstLoss;
import io.rvoip.rtp.jitter.JitterStatistics;
import io.rvoip.rtp.rtcp.VoipMetrics;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Makes one leg's figures out of what its parts measured.
 *
 * @param refused     datagrams that were none of the far end's
 * @param playout     of its jitter buffer; null while its packets are forwarded unplayed
 * @param ptimeMillis that the far end fills before it sends a packet
 */
record Measurement(RtpQuality rtp, long refused, @Nullable JitterStatistics playout, AudioCodec codec, int ptimeMillis) {
    private static final int BYTE_MAX = 255;
    private static final int SHORT_MAX = 0xFFFF;

    MediaStatistics statistics() {
        return new MediaStatistics(rtp.sent(), rtp.sentOctets(), rtp.received(), rtp.receivedOctets(), rtp.lost(), late(), refused,
                rtp.jitterMs(), rtp.rttMs(), playoutDelay(), rtp.remoteLossRatio(),
                rtp.remoteMetrics().map(VoipMetrics::meanOpinionScore).orElse(OptionalDouble.empty()),
                rating().isPresent() ? OptionalDouble.of(EModel.mos(rating().getAsDouble())) : OptionalDouble.empty());
    }

    private long late() {
        return playout == null ? 0 : playout.late();
    }

    private OptionalDouble playoutDelay() {
        return playout == null || playout.inserted() == 0 ? OptionalDouble.empty() : OptionalDouble.of(playout.delayMs());
    }

    private OptionalDouble rating() {
        if (rtp.received() == 0 || rtp.jitterMs().isEmpty() || rtp.rttMs().isEmpty()) {
            return OptionalDouble.empty();
        }
        // who plays a forwarded stream has to wait for its jitter too: twice the mean deviation covers most of it
        double wait = playoutDelay().orElse(2 * rtp.jitterMs().getAsDouble());
        return OptionalDouble.of(ratingAfter(rtp.rttMs().getAsDouble() / 2 + wait + ptimeMillis));
    }

    private double ratingAfter(double oneWayMillis) {
        double loss = 100.0 * (rtp.lost() + late()) / (rtp.lost() + rtp.received());
        return EModel.rating(oneWayMillis, Math.min(100, loss), codec.impairment(), codec.lossRobustness());
    }

    /**
     * What the far end is told of its stream (RFC 3611 section 4.7); null before it was played.
     *
     * @param ssrc           of its stream
     * @param bursts         how what was missing was spread
     * @param packetMillis   that one of its packets lasts
     * @param maxDelayMillis that the playout buffer may grow to
     */
    @Nullable VoipMetrics voipMetrics(int ssrc, BurstLoss bursts, double packetMillis, int maxDelayMillis) {
        if (playout == null || playout.inserted() == 0 || rtp.received() == 0) {
            return null;
        }
        double expected = rtp.lost() + rtp.received();
        int delay = Math.min(SHORT_MAX, playout.delayMs());
        OptionalDouble rating = rating();
        return new VoipMetrics(ssrc, share(rtp.lost() / expected), share((playout.late() + playout.discarded()) / expected),
                share(bursts.burstDensity()), share(bursts.gapDensity()), millis(bursts.burstLength() * packetMillis),
                millis(bursts.gapLength() * packetMillis), millis(rtp.rttMs().orElse(0)), millis(delay + ptimeMillis),
                BurstLoss.GAP_THRESHOLD,
                rating.isPresent() ? (int) Math.round(rating.getAsDouble()) : VoipMetrics.UNAVAILABLE,
                tenths(EModel.mos(ratingAfter(0))),
                rating.isPresent() ? tenths(EModel.mos(rating.getAsDouble())) : VoipMetrics.UNAVAILABLE,
                VoipMetrics.CONCEALED_AND_ADAPTIVE, delay, delay, Math.min(SHORT_MAX, maxDelayMillis));
    }

    private static int share(double of) {
        return (int) Math.min(BYTE_MAX, of * 256);
    }

    private static int millis(double value) {
        return (int) Math.min(SHORT_MAX, Math.round(value));
    }

    private static int tenths(double score) {
        return (int) Math.round(score * 10);
    }
}
