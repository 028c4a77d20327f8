package io.rvoip.rtp;

import io.rvoip.common.Loop;
import io.rvoip.rtp.rtcp.BitrateLimit;
import io.rvoip.rtp.rtcp.RtcpPacket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How fast each of two may send at most: what is asked of the remote until it has said that it heard so, and what it asks of us,
 * who notify it (RFC 5104 section 4.2.1). Between two the one who asks owns the one bounding tuple (section 4.2.2.2). Confined
 * to one loop.
 */
final class BitrateLimits {
    /** Without a notice in so many nanoseconds it is asked again. */
    static final long RETRY = 1_000_000_000;
    static final int TRIES = 3;

    private static final int UNKNOWN = -1;
    /** Of IPv4, UDP and RTP in each packet. */
    private static final int OVERHEAD = 40;

    private long wanted = UNKNOWN;
    private long askAt;
    private int tries;
    private BitrateLimit.@Nullable Limit owed;
    private long owedSince;

    void forget() {
        wanted = UNKNOWN;
        owed = null;
    }

    /** The remote is to send no faster. */
    void ask(long bitsPerSecond, long now) {
        if (bitsPerSecond != wanted) {
            askAt = isAsking() ? askAt : now;
            wanted = bitsPerSecond;
            tries = 0;
        }
    }

    private boolean isAsking() {
        return wanted != UNKNOWN && tries < TRIES;
    }

    long nextDeadline() {
        long asking = isAsking() ? askAt : Loop.Timer.NEVER;
        return owed == null ? asking : Math.min(asking, owedSince);
    }

    /**
     * What is to be sent now.
     *
     * @param ssrc ours
     * @param media that of the remote's stream
     */
    void add(List<RtcpPacket> to, int ssrc, int media, long now) {
        if (owed != null) {
            to.add(new BitrateLimit(ssrc, true, List.of(owed)));
        }
        if (isAsking() && now >= askAt) {
            to.add(new BitrateLimit(ssrc, false, List.of(new BitrateLimit.Limit(media, wanted, OVERHEAD))));
        }
    }

    /** It went out. */
    void sent(BitrateLimit packet, long now) {
        if (packet.notice()) {
            owed = null;
        } else {
            tries++;
            askAt = now + RETRY;
        }
    }

    /** The remote says so; @param ours SSRC of our stream. */
    void received(BitrateLimit packet, int ours, RtpSink sink, long now) {
        for (BitrateLimit.Limit limit : packet.limits()) {
            if (limit.media() != ours) {
                continue;
            }
            if (packet.notice()) {
                tries = TRIES;
            } else {
                owedSince = owed == null ? now : owedSince;
                owed = new BitrateLimit.Limit(packet.ssrc(), limit.bitsPerSecond(), limit.overhead());
                sink.bitrateEstimated(Math.max(1, limit.bitsPerSecond()), now); // told by REMB nothing at all would be no limit
            }
        }
    }
}
