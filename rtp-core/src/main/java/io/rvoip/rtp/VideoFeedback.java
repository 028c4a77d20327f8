package io.rvoip.rtp;

import io.rvoip.common.Loop;
import io.rvoip.rtp.rtcp.BitrateEstimate;
import io.rvoip.rtp.rtcp.IntraRequest;
import io.rvoip.rtp.rtcp.PictureLoss;
import io.rvoip.rtp.rtcp.RtcpPacket;
import java.util.List;

/**
 * Requests for key frames and estimates of bit rates, those of the remote's and ours, as far as they were agreed on. However
 * often a key frame is asked for, the remote is asked at most once in {@link #SPACING}. Confined to one loop.
 */
final class VideoFeedback {
    /** A key frame is many times larger than others; nobody needs one more often. */
    static final long SPACING = 200_000_000;

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

    void agree(RtpFeedback with) {
        agreed = with;
        wanted &= with.pictureLoss() || with.intraRequest();
        estimate = with.estimates() ? estimate : -1;
    }

    /** The remote is to send a picture that needs none before it. */
    void wantKeyFrame(long now) {
        wantedAt = wanted ? wantedAt : now;
        wanted = agreed.pictureLoss() || agreed.intraRequest();
    }

    /** The remote is to send no faster. */
    void tell(long bitsPerSecond, long now) {
        estimatedAt = estimate >= 0 ? estimatedAt : now;
        estimate = agreed.estimates() ? bitsPerSecond : -1;
    }

    /** When {@link #add} has something to say. */
    long nextDeadline() {
        long request = !wanted ? Loop.Timer.NEVER : asked ? Math.max(wantedAt, askedAt + SPACING) : wantedAt;
        return estimate >= 0 ? Math.min(request, estimatedAt) : request;
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
