package io.rvoip.rtp;

import io.netty.buffer.ByteBuf;
import io.rvoip.rtp.rtcp.VoipMetrics;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** What an {@link RtpSession} puts out, on its loop and inside the call that caused it. */
public interface RtpSink {
    /** Send this RTP packet. The sink owns {@code packet}. */
    void transmitRtp(ByteBuf packet, InetSocketAddress to);

    /** Send this RTCP packet. The sink owns {@code packet}. */
    void transmitRtcp(ByteBuf packet, InetSocketAddress to);

    /**
     * A packet of the remote, valid, from the right source, none seen before; possibly overtaken by others. The sink
     * owns {@code packet.buffer()}; the view itself is used again after this call.
     *
     * @param now its arrival
     */
    void media(RtpPacket packet, long now);

    /** Where the remote's RTP comes from is settled: sending goes there from now on. */
    void remoteLearned(InetSocketAddress address);

    /** The remote's stream has another SSRC: another source, or a restarted one. Its packets follow. */
    void remoteSsrcChanged(int ssrc);

    /** We changed our SSRC, because the remote uses it as well (RFC 3550 section 8.2). */
    void localSsrcChanged(int ssrc);

    /** The remote said BYE by RTCP. Its stream ends; the call is a matter of signalling. */
    void remoteLeft(String reason);

    /** A report about our stream, or a sender report, came: {@link RtpSession#quality()} has news. */
    void reported(long now);

    /**
     * How the remote's stream is heard, for an extended report (RFC 3611 section 4.7); null while nobody here plays it.
     *
     * @param ssrc its SSRC
     */
    default @Nullable VoipMetrics voipMetrics(int ssrc) {
        return null;
    }

    /**
     * How long after its turn to arrive a packet of the remote's is still of use, in nanoseconds: later than that none is asked
     * for again.
     */
    default long patience() {
        return 0;
    }

    /** The remote needs a picture of ours that needs none before it (PLI, FIR). */
    default void keyFrameWanted(long now) {}

    /** What the remote believes that the path of our stream carries (REMB), or may be sent at most (TMMBR). */
    default void bitrateEstimated(long bitsPerSecond, long now) {}

    /** Neither RTP nor RTCP came for the configured time. Said once, until {@link #inboundMediaResumed}. */
    void noInboundMedia(long now);

    /** The remote is heard again after {@link #noInboundMedia}. */
    void inboundMediaResumed(long now);
}
