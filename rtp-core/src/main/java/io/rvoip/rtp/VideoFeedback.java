package io.rvoip.rtp;

import io.rvoip.common.Loop;
import io.rvoip.rtp.rtcp.BitrateEstimate;
import io.rvoip.rtp.rtcp.BitrateLimit;
import io.rvoip.rtp.rtcp.IntraRequest;
import io.rvoip.rtp.rtcp.PictureLoss;
import io.rvoip.rtp.rtcp.RtcpPacket;
import io.rvoip.rtp.rtcp.TransportArrivals;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Requests for key frames, estimates and limits of bit rates, those of the remote's and ours, and when its packets came, as far
 * as they were agreed on. However often a key frame is asked for, the remote is asked at most once in {@link #SPACING}.
 * Confined to one loop.
 */
final class VideoFeedback {
    /** A key frame is many times larger than others; nobody needs one more often. */
    static final long SPACING = 200_000_000;

    private static final int NUMBER_BYTES = 2;

    private RtpFeedback agreed = RtpFeedback.NOTHING;
    private boolean wanted;
    private long wantedAt;
    private long askedAt;
    private boolean asked;
    private int command;
    private long estimate = -1;
    private long estimatedAt;
    private int lastAsker;
    private int lastCommand = -1;
    private final BitrateLimits limits = new BitrateLimits();
    private @Nullable ArrivalLog arrivals;

    void agree(RtpFeedback with) {
        agreed = with;
        wanted &= with.pictureLoss() || with.intraRequest();
        estimate = with.estimates() ? estimate : -1;
        if (!with.limits()) {
            limits.forget();
        }
        if (with.numbers() == RtpFeedback.NONE) {
            arrivals = null;
        } else if (arrivals == null) {
            arrivals = new ArrivalLog();
        }
    }

    /** A packet of the remote's came, of whichever stream. */
    void arrived(RtpPacket packet, long now) {
        ArrivalLog log = arrivals;
        int number = log == null ? HeaderExtensions.NONE : HeaderExtensions.find16(packet, agreed.numbers(), NUMBER_BYTES);
        if (log != null && number != HeaderExtensions.NONE) {
            log.arrived(number, now);
        }
    }

    /** When packets came that were not told of; null: there are none. It goes in its turn and has no deadline. */
    @Nullable TransportArrivals arrivals(int ssrc, int media) {
        return arrivals == null ? null : arrivals.tell(ssrc, media);
    }

    /** The remote is to send a picture that needs none before it. */
    void wantKeyFrame(long now) {
        wantedAt = wanted ? wantedAt : now;
        wanted = agreed.pictureLoss() || agreed.intraRequest();
    }

    /** The remote is to send no faster; an estimate says so where both ways were agreed on. */
    void tell(long bitsPerSecond, long now) {
        if (!agreed.estimates() && agreed.limits()) {
            limits.ask(bitsPerSecond, now);
            return;
        }
        estimatedAt = estimate >= 0 ? estimatedAt : now;
        estimate = agreed.estimates() ? bitsPerSecond : -1;
    }

    /** When {@link #add} has something to say. */
    long nextDeadline() {
        long request = !wanted ? Loop.Timer.NEVER : asked ? Math.max(wantedAt, askedAt + SPACING) : wantedAt;
        long rates = Math.min(estimate >= 0 ? estimatedAt : Loop.Timer.NEVER, limits.nextDeadline());
        return Math.min(request, rates);
    }

    /**
     * What is to be sent now.
     *
     * @param ssrc ours
     * @param media that of the remote's stream
     */
    void add(List<RtcpPacket> to, int ssrc, int media, long now) {
        if (wanted && (!asked || now - askedAt >= SPACING)) {
            to.add(agreed.pictureLoss() ? new PictureLoss(ssrc, media)
                    : new IntraRequest(ssrc, List.of(new IntraRequest.Request(media, command))));
        }
        if (estimate >= 0) {
            to.add(new BitrateEstimate(ssrc, estimate, List.of(media)));
        }
        limits.add(to, ssrc, media, now);
    }

    /** It went out. */
    void sent(RtcpPacket packet, long now) {
        if (packet instanceof BitrateEstimate) {
            estimate = -1;
        } else if (packet instanceof PictureLoss || packet instanceof IntraRequest) {
            wanted = false;
            asked = true;
            askedAt = now;
            command = command + 1 & 0xFF;
        } else if (packet instanceof BitrateLimit limit) {
            limits.sent(limit, now);
        } else if (packet instanceof TransportArrivals && arrivals != null) {
            arrivals.sent();
        }
    }

    /** @param ours SSRC of our stream: what is said of others is none of our business */
    void received(RtcpPacket packet, int ours, RtpSink sink, long now) {
        if (packet instanceof PictureLoss loss) {
            if (agreed.pictureLoss() && loss.media() == ours) {
                sink.keyFrameWanted(now);
            }
        } else if (packet instanceof IntraRequest intra) {
            if (agreed.intraRequest() && isNew(intra, ours)) {
                sink.keyFrameWanted(now);
            }
        } else if (packet instanceof BitrateEstimate told && agreed.estimates() && told.media().contains(ours)) {
            sink.bitrateEstimated(told.bitsPerSecond(), now);
        } else if (packet instanceof BitrateLimit limit && agreed.limits()) {
            limits.received(limit, ours, sink, now);
        }
    }

    /** The same command again is the same request, sent again (RFC 5104 section 4.3.1.1). */
    private boolean isNew(IntraRequest intra, int ours) {
        boolean news = false;
        for (IntraRequest.Request request : intra.requests()) {
            if (request.media() == ours && (request.command() != lastCommand || intra.ssrc() != lastAsker)) {
                lastCommand = request.command();
                lastAsker = intra.ssrc();
                news = true;
            }
        }
        return news;
    }
}
