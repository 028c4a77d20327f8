package io.rvoip.media;

import io.rvoip.media.codec.AudioCodec;
import io.rvoip.media.quality.EModel;
import io.rvoip.rtp.RtpQuality;
import io.rvoip.rtp.jitter.JitterStatistics;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Makes one leg's figures out of what its parts measured. */
final class Measurement {
    private Measurement() {
    }

    /**
     * The figures of a leg.
     *
     * @param playout     of its jitter buffer; null while its packets are forwarded unplayed
     * @param ptimeMillis that the far end fills before it sends a packet
     */
    static MediaStatistics of(RtpQuality rtp, @Nullable JitterStatistics playout, AudioCodec codec, int ptimeMillis) {
        long late = playout == null ? 0 : playout.late();
        OptionalDouble delay = playout == null || playout.inserted() == 0 ? OptionalDouble.empty()
                : OptionalDouble.of(playout.delayMs());
        return new MediaStatistics(rtp.sent(), rtp.sentOctets(), rtp.received(), rtp.receivedOctets(), rtp.lost(), late,
                rtp.jitterMs(), rtp.rttMs(), delay, rtp.remoteLossRatio(), mos(rtp, late, delay, codec, ptimeMillis));
    }

    private static OptionalDouble mos(RtpQuality rtp, long late, OptionalDouble playoutDelay, AudioCodec codec,
            int ptimeMillis) {
        if (rtp.received() == 0 || rtp.jitterMs().isEmpty() || rtp.rttMs().isEmpty()) {
            return OptionalDouble.empty();
        }
        // who plays a forwarded stream has to wait for its jitter too: twice the mean deviation covers most of it
        double wait = playoutDelay.orElse(2 * rtp.jitterMs().getAsDouble());
        double oneWay = rtp.rttMs().getAsDouble() / 2 + wait + ptimeMillis;
        double loss = 100.0 * (rtp.lost() + late) / (rtp.lost() + rtp.received());
        return OptionalDouble.of(EModel.mos(EModel.rating(oneWay, Math.min(100, loss), codec.impairment(),
                codec.lossRobustness())));
    }
}
