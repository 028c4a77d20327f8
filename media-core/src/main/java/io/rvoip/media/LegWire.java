package io.rvoip.media;

import io.netty.buffer.ByteBuf;
import io.rvoip.media.internal.PacketRoute;
import io.rvoip.rtp.RtpDrop;
import io.rvoip.rtp.RtpPacket;
import io.rvoip.rtp.RtpSink;
import io.rvoip.rtp.rtcp.VoipMetrics;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** One leg's socket and its RTP session, tied together. On the leg's loop. */
final class LegWire implements LegPath.Ends, RtpSink {
    private final MediaSession leg;
    private final MediaEvents events;
    private final MediaSessionSettings settings;
    private boolean heard;

    LegWire(MediaSession leg, MediaEvents events, MediaSessionSettings settings) {
        this.leg = leg;
        this.events = events;
        this.settings = settings;
    }

    @Override
    public void rtp(ByteBuf datagram, InetSocketAddress from, long now) {
        LegVideo video = leg.video();
        if (video != null && video.take(datagram, from, now)) {
            leg.rearm();
            return;
        }
        leg.rtp().receivedRtp(datagram, from, now);
        if (leg.path().ice() != null || leg.rtp().mayReportEarly()) { // else all that is due soon is due as it was
            leg.rearm();
        }
    }

    @Override
    public void rtcp(ByteBuf datagram, InetSocketAddress from, long now) {
        leg.rtp().receivedRtcp(datagram, from, now);
        leg.rearm();
    }

    @Override
    public void stun(ByteBuf datagram, InetSocketAddress from, boolean onRtcpPort, long now) {
        leg.path().stun(datagram, from, onRtcpPort, now);
        leg.rearm();
    }

    @Override
    public void stunConnected(ByteBuf packet, InetSocketAddress from, long now) {
        leg.path().stunConnected(packet, from, now);
        leg.rearm();
    }

    @Override
    public boolean turnChannel(ByteBuf datagram, InetSocketAddress from, boolean onRtcpPort, long now) {
        boolean ours = leg.path().turnChannel(datagram, from, onRtcpPort, now);
        if (ours) {
            datagram.release();
        }
        return ours;
    }

    @Override
    public void found() {
        MediaParameters agreed = leg.agreed();
        LegIce ice = leg.path().ice();
        if (ice != null && agreed != null) {
            leg.rtp().rtcpMux(ice.mux());
            leg.rtp().trustRemote(ice::isChecked, ice.remote(false), ice.remote(true));
            LegVideo video = leg.video();
            if (video != null) {
                video.found(ice);
            }
            leg.protection().found(agreed);
            InetSocketAddress there = ice.remote(false);
            if (there != null) {
                events.sourceLocked(there);
            }
        }
    }

    @Override
    public void moved() {
        leg.rearm();
    }

    @Override
    public void dtls(ByteBuf datagram, InetSocketAddress from, boolean onRtcpPort, long now) {
        leg.protection().dtls(datagram, from, onRtcpPort);
    }

    @Override
    public void zrtp(ByteBuf datagram, InetSocketAddress from, long now) {
        PacketRoute joined = leg.route();
        if (!leg.protection().zrtp(datagram, from, now) && (joined == null || !joined.zrtp(datagram, from, now))) {
            leg.rtp().refuse(datagram, RtpDrop.ZRTP_NOT_TAKEN);
        }
        leg.rearm();
    }

    /** The way of an accepted packet: to the other leg, to the events, or to the playout. */
    @Override
    public void media(RtpPacket packet, long now) {
        MediaParameters agreed = leg.agreed();
        PacketRoute joined = leg.route();
        LegVideo video = leg.video();
        if (video != null) {
            video.audioHeard(packet.ssrc());
        }
        leg.protection().decrypted(now);
        if (agreed == null || !agreed.direction().receives()) {
            packet.buffer().release();
        } else if (joined != null) {
            joined.media(packet, now);
        } else if (packet.payloadType() == agreed.receiveEventType()) {
            leg.heardEvent(packet, now);
            packet.buffer().release();
        } else {
            leg.hearing().received(packet, now);
        }
        if (!heard) {
            heard = true;
            events.inboundMedia();
        }
    }

    @Override
    public void transmitRtp(ByteBuf packet, InetSocketAddress to) {
        leg.path().transmit(packet, to, false);
    }

    @Override
    public void transmitRtcp(ByteBuf packet, InetSocketAddress to) {
        leg.path().transmit(packet, to, true);
    }

    @Override
    public void remoteLearned(InetSocketAddress address) {
        events.sourceLocked(address);
    }

    @Override
    public void remoteSsrcChanged(int ssrc) {
        // the jitter buffer follows the new stream by itself
    }

    @Override
    public void localSsrcChanged(int ssrc) {
        // our packets carry the new one from now on; nobody above has to know
    }

    @Override
    public void remoteLeft(String reason) {
        events.remoteLeft(reason);
    }

    @Override
    public void reported(long now) {
        MediaStatistics statistics = leg.statistics();
        if (statistics.remoteLossRatio().isPresent()) {
            leg.protection().reportedBack();
        }
        events.quality(statistics);
    }

    @Override
    public @Nullable VoipMetrics voipMetrics(int ssrc) {
        return leg.reports().voipMetrics(ssrc, leg.agreed(), leg.isPlayed());
    }

    /** As long as it waits to be played; who plays what we forward waits no longer than we would. */
    @Override
    public long patience() {
        return leg.isPlayed() && !leg.isJoined() ? leg.hearing().delayNanos() : settings.maxPlayoutDelay().toNanos();
    }

    @Override
    public void noInboundMedia(long now) {
        events.noInboundMedia(settings.inboundTimeout());
    }

    @Override
    public void inboundMediaResumed(long now) {
        events.resumed();
        leg.rearm();
    }
}
