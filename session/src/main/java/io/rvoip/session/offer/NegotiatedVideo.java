package io.rvoip.session.offer;

import io.rvoip.media.BundleTags;
import io.rvoip.media.VideoFormat;
import io.rvoip.media.VideoWay;
import io.rvoip.rtp.RtpFeedback;
import io.rvoip.rtp.RtpRepair;
import io.rvoip.sip.sdp.Direction;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an offer and its answer agreed on for video, which shares the way and the keys of audio (RFC 9143) or has its own; seen from our side.
 * Immutable.
 *
 * @param received what the payload types mean that the far end may send: ours
 * @param sent what those mean that it takes: its own
 * @param direction ours
 * @param repair how lost packets are made good
 * @param feedback what else receivers ask for and tell
 * @param theirs what the far end says, to be passed on
 * @param way its own; null: that of audio
 * @param tags by what packets on the way of audio name their line; null: they do not
 */
public record NegotiatedVideo(Map<Integer, VideoFormat> received, Map<Integer, VideoFormat> sent, Direction direction,
        RtpRepair repair, RtpFeedback feedback, PassedVideo theirs, @Nullable VideoWay way, @Nullable BundleTags tags) {
    public NegotiatedVideo {
        received = Map.copyOf(received);
        sent = Map.copyOf(sent);
    }

    /** The same on a way of its own. */
    NegotiatedVideo over(VideoWay own) {
        return new NegotiatedVideo(received, sent, direction, repair, feedback, theirs, own, tags);
    }

    /** The same, whose packets name their line, or do not. */
    NegotiatedVideo with(@Nullable BundleTags agreed) {
        return new NegotiatedVideo(received, sent, direction, repair, feedback, theirs, way, agreed);
    }
}
