package io.rvoip.media;

import io.netty.buffer.ByteBuf;
import io.rvoip.rtp.RtpDrop;
import io.rvoip.rtp.transport.MediaHandler;
import io.rvoip.rtp.transport.MediaSocket;
import java.net.InetSocketAddress;
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

    /** @param onClose once, when they are given back */
    LegVideoPorts(MediaSession leg, Runnable onClose) {
        this.leg = leg;
        this.onClose = onClose;
    }

    void bound(MediaSocket opened) {
        socket = opened;
    }

    MediaSocket socket() {
        MediaSocket open = socket;
        if (open == null) {
            throw new IllegalStateException("the ports of video are not open yet");
        }
        return open;
    }

    VideoAddresses addresses() {
        return new VideoAddresses(socket().rtpAddress(), socket().rtcpAddress());
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

    /** It is for audio alone, and a phone may begin it on each of its ports. */
    @Override
    public void zrtp(ByteBuf datagram, InetSocketAddress from, long now) {
        leg.rtp().refuse(datagram, RtpDrop.ZRTP_NOT_TAKEN);
    }

    void close() {
        video = null;
        socket().close();
        onClose.run();
    }
}
