package io.rvoip.rtp.rtcp;

import java.util.OptionalDouble;

/**
 * How one source is heard (RFC 3611 section 4.7). Shares are in 1/256, durations and delays in milliseconds, 16 bits.
 * Signal, noise and echo levels and the quality of a network beyond are neither measured nor read: they are sent as
 * unavailable.
 *
 * @param ssrc the source, 32 raw bits
 * @param lossRate share of packets that never came
 * @param discardRate share of packets that came but were not played
 * @param burstDensity share lost or discarded within bursts
 * @param gapDensity share lost or discarded between bursts
 * @param burstDuration mean length of bursts, 0 without any
 * @param gapDuration mean length of what is between them
 * @param roundTripDelay between the RTP interfaces, 0 while unknown
 * @param endSystemDelay of packetising, playout buffer and decoding here
 * @param gapThreshold Gmin, 1 to 255: received packets that end a burst
 * @param rating R factor 0 to 100 (G.107), or {@link #UNAVAILABLE}
 * @param listeningQuality MOS-LQ times 10, 10 to 50, or {@link #UNAVAILABLE}
 * @param conversationalQuality MOS-CQ times 10, 10 to 50, or {@link #UNAVAILABLE}
 * @param receiverConfiguration the byte of section 4.7.6
 * @param nominalDelay of the playout buffer now
 * @param maximumDelay that it would grow to now
 * @param absoluteMaximumDelay that it can grow to at all
 */
public record VoipMetrics(int ssrc, int lossRate, int discardRate, int burstDensity, int gapDensity, int burstDuration,
        int gapDuration, int roundTripDelay, int endSystemDelay, int gapThreshold, int rating, int listeningQuality,
        int conversationalQuality, int receiverConfiguration, int nominalDelay, int maximumDelay,
        int absoluteMaximumDelay) implements XrBlock {
    /** In a quality field: not measured. */
    public static final int UNAVAILABLE = 127;
    /** Loss concealed by a simple replay, an adaptive playout buffer, its rate of adjustment unknown. */
    public static final int CONCEALED_AND_ADAPTIVE = 0b1111_0000;

    /** 32-bit words after the block's header. */
    static final int WORDS = 8;

    @Override
    public int blockType() {
        return VOIP_METRICS;
    }

    /** The reporter's opinion of the call, 1.0 to 5.0: the conversational one, else that of listening alone. */
    public OptionalDouble meanOpinionScore() {
        int score = isScore(conversationalQuality) ? conversationalQuality : listeningQuality;
        return isScore(score) ? OptionalDouble.of(score / 10.0) : OptionalDouble.empty();
    }

    private static boolean isScore(int value) {
        return value >= 10 && value <= 50;
    }
}
