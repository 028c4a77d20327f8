package io.rvoip.media;

import io.netty.buffer.ByteBuf;
import io.rvoip.rtp.RtpDrop;
import io.rvoip.rtp.dtls.DtlsSources;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.rtp.transport.MediaHandler;
import io.rvoip.rtp.transport.MediaSocket;
import io.rvoip.rtp.zrtp.ZrtpParameters;
import io.rvoip.rtp.zrtp.ZrtpReport;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Ports of one leg for its video alone, for a far end without BUNDLE. What arrives before video is agreed on,
 * or after its end, is dropped and counted. On the leg's loop.
 */
final class LegVideoPorts implements MediaHandler {
    private final MediaSession leg;
    private final Runnable onClose;
    private @Nullable MediaSocket socket;
    private @Nullable LegVideo video;
    private @Nullable LegZrtp zrtp;

    /** @param onClose once, when they are given back */
    LegVideoPorts(MediaSession leg, Runnable onClose) {
        this.leg = leg;
        this.onClose = onClose;
    }

    void bound(MediaSocket opened) {
        socket = opened;
        zrtp = leg.protection().further(this::ssrc, new Zrtp());
    }

    private int ssrc() {
        return video == null ? 0 : video.localSsrc();
    }

    MediaSocket socket() {
        MediaSocket open = socket;
        if (open == null) {
            throw new IllegalStateException("the ports of video are not open yet");
        }
        return open;
    }

    VideoAddresses addresses() {
        return new VideoAddresses(socket().rtpAddress(), socket().rtcpAddress(), Optional.ofNullable(zrtp).map(LegZrtp::helloHash));
    }

    /** From now on what arrives is heard there; null: nowhere. */
    void hearing(@Nullable LegVideo by) {
        video = by;
    }

    /** Sends; owns the datagram. */
    void transmit(ByteBuf datagram, InetSocketAddress to, boolean fromRtcpPort) {
        if (fromRtcpPort) {
            socket().sendRtcp(datagram, to);
        } else {
            socket().sendRtp(datagram, to);
        }
    }

    @Override
    public void rtp(ByteBuf datagram, InetSocketAddress from, long now) {
        LegVideo hears = video;
        if (hears == null) {
            leg.rtp().refuse(datagram, RtpDrop.VIDEO_NOT_TAKEN);
            return;
        }
        hears.received(datagram, from, now);
        leg.rearm();
    }

    @Override
    public void rtcp(ByteBuf datagram, InetSocketAddress from, long now) {
        LegVideo hears = video;
        if (hears == null) {
            leg.rtp().refuse(datagram, RtpDrop.VIDEO_NOT_TAKEN);
            return;
        }
        hears.receivedRtcp(datagram, from, now);
        leg.rearm();
    }

    /** Somebody keeps his NAT open: he is answered as on the ports of audio. */
    @Override
    public void stun(ByteBuf datagram, InetSocketAddress from, boolean onRtcpPort, long now) {
        if (socket != null) { // the first of two ports hears before the second is bound
            leg.context.stun().answer(datagram, from, now).ifPresent(answer -> transmit(answer, from, onRtcpPort));
        }
        datagram.release();
    }

    /** Begins to agree on the keys of this stream, or goes on elsewhere. */
    void exchange(ZrtpParameters agreed, DtlsSources from) {
        LegZrtp ours = zrtp;
        if (ours == null) {
            throw new IllegalStateException("zrtp: agreed on for video, and this media engine has none");
        }
        ours.apply(agreed, from);
    }

    /** A packet of the far end was genuine. */
    void authenticated(long now) {
        if (zrtp != null) {
            zrtp.authenticated(now);
        }
    }

    /** Where none is agreed on for video it is for the far end of the other leg, if its audio is too, and else for nobody. */
    @Override
    public void zrtp(ByteBuf datagram, InetSocketAddress from, long now) {
        LegZrtp ours = zrtp;
        LegVideo hears = video;
        if (ours != null && hears != null && hears.exchanges()) {
            ours.received(datagram, from, now);
        } else if (hears == null || !hears.passZrtp(datagram, from, now)) {
            leg.rtp().refuse(datagram, RtpDrop.ZRTP_NOT_TAKEN);
        }
        leg.rearm();
    }

    void close() {
        if (zrtp != null) {
            zrtp.close();
        }
        closeSockets();
    }

    /** All that can be done once the loop has ended. */
    void closeSockets() {
        video = null;
        socket().close();
        onClose.run();
    }

    /** What the further stream comes to. */
    private final class Zrtp implements LegZrtp.Owner {
        @Override
        public void transmit(ByteBuf packet, InetSocketAddress to) {
            LegVideoPorts.this.transmit(packet, to, false);
        }

        @Override
        public void keyed(SrtpKeys keys) {
            if (video != null) {
                video.keyed(keys);
            }
            keys.sending().close();
            keys.receiving().close();
        }

        @Override
        public void secured(ZrtpReport report) {
            if (video != null) {
                video.secured();
            }
        }

        @Override
        public void failed(String reason) {
            leg.events().videoKeyingFailed(reason);
        }
    }
}
