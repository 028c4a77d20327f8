package io.rvoip.media;

import io.rvoip.rtp.RtpDrop;
import io.rvoip.rtp.RtpSession;
import io.rvoip.rtp.rtcp.VoipMetrics;
import org.jspecify.annotations.Nullable;

/** What was measured of one leg, for its owner and for the far end. On the leg's loop; {@link #statistics} on any thread. */
final class LegReports {
    private final RtpSession rtp;
    private final LegAudio audio;
    private final MediaSessionSettings settings;
    private volatile MediaStatistics statistics = MediaStatistics.NONE;

    LegReports(RtpSession rtp, LegAudio audio, MediaSessionSettings settings) {
        this.rtp = rtp;
        this.audio = audio;
        this.settings = settings;
    }

    /** The figures of the last snapshot. */
    MediaStatistics statistics() {
        return statistics;
    }

    /**
     * Takes the figures as they are now.
     *
     * @param agreed what is in force; null: nothing was measured yet
     * @param played whether what arrives goes through our playout
     */
    void snapshot(@Nullable MediaParameters agreed, boolean played) {
        if (agreed != null) {
            statistics = measurement(agreed, played).statistics();
        }
    }

    /** What the far end is told of its stream {@code ssrc}; null before it was played. */
    @Nullable VoipMetrics voipMetrics(int ssrc, @Nullable MediaParameters agreed, boolean played) {
        return agreed == null ? null : measurement(agreed, played).voipMetrics(ssrc, audio.hearing().burstLoss(),
                audio.hearing().packetMillis(), (int) settings.maxPlayoutDelay().toMillis());
    }

    private Measurement measurement(MediaParameters agreed, boolean played) {
        long refused = rtp.dropped(RtpDrop.SRTP_AUTH_FAILED) + rtp.dropped(RtpDrop.SRTP_REPLAYED)
                + rtp.dropped(RtpDrop.SRTP_REFUSED) + rtp.dropped(RtpDrop.FOREIGN_SOURCE);
        return new Measurement(rtp.quality(), refused, played ? audio.hearing().statistics() : null, agreed.codec(),
                agreed.ptimeMillis());
    }
}
