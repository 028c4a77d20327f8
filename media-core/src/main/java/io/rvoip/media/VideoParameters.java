package io.rvoip.media;

import io.rvoip.rtp.PayloadClocks;
import io.rvoip.rtp.RtpFeedback;
import io.rvoip.rtp.RtpRepair;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a description and its answer agreed on about a line of video, which shares the way and the keys of the leg's audio
 * (RFC 9143), or has its own. Immutable.
 *
 * @param received for each payload type of ours what it means; at most {@link #MOST_FORMATS}
 * @param sent for each of the far end's, as far as both sides have the format
 * @param direction ours
 * @param repair how lost packets are asked for and sent again
 * @param feedback what else receivers ask for and tell
 * @param way its own, over ports that are open already ({@link MediaEngine#openVideo}); null: that of audio
 * @param tags by what packets on the way of audio name their line; null: they are told apart by payload type alone
 */
public record VideoParameters(Map<Integer, VideoFormat> received, Map<Integer, VideoFormat> sent, MediaDirection direction,
        RtpRepair repair, RtpFeedback feedback, @Nullable VideoWay way, @Nullable BundleTags tags) {
    /** Formats of one line at most. */
    public static final int MOST_FORMATS = 10;

    /** Copies the maps and checks their sizes. */
    public VideoParameters {
        received = Map.copyOf(received);
        sent = Map.copyOf(sent);
        if (received.size() > MOST_FORMATS || sent.size() > MOST_FORMATS) {
            throw new IllegalArgumentException("formats: " + Math.max(received.size(), sent.size()) + " (expected: at most "
                    + MOST_FORMATS + ")");
        }
    }

    /** On the way of audio. */
    public VideoParameters(Map<Integer, VideoFormat> received, Map<Integer, VideoFormat> sent, MediaDirection direction,
            RtpRepair repair, RtpFeedback feedback) {
        this(received, sent, direction, repair, feedback, null, null);
    }

    /** Whose packets name no line. */
    public VideoParameters(Map<Integer, VideoFormat> received, Map<Integer, VideoFormat> sent, MediaDirection direction,
            RtpRepair repair, RtpFeedback feedback, @Nullable VideoWay way) {
        this(received, sent, direction, repair, feedback, way, null);
    }

    /** The same, whose packets name their line, or do not. */
    public VideoParameters withTags(@Nullable BundleTags agreed) {
        return new VideoParameters(received, sent, direction, repair, feedback, way, agreed);
    }

    PayloadClocks receivedClocks() {
        return clocks(received);
    }

    PayloadClocks sentClocks() {
        return clocks(sent);
    }

    private static PayloadClocks clocks(Map<Integer, VideoFormat> formats) {
        Map<Integer, Integer> rates = new HashMap<>();
        formats.forEach((type, format) -> rates.put(type, format.clockRate()));
        return PayloadClocks.of(rates);
    }

    /** For each payload type that is received here the one under which it is sent there; without those that are not known there. */
    Map<Integer, Integer> towards(VideoParameters there) {
        Map<Integer, Integer> types = new HashMap<>();
        received.forEach((type, format) -> there.sent.entrySet().stream()
                .filter(other -> other.getValue().matches(format)).map(Map.Entry::getKey).min(Integer::compare)
                .ifPresent(other -> types.put(type, other)));
        return types;
    }
}
