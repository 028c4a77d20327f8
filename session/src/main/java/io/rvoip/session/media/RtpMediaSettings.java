package io.rvoip.session.media;

import io.rvoip.media.MediaSessionSettings;
import io.rvoip.media.codec.AudioCodec;
import io.rvoip.media.codec.Codecs;
import io.rvoip.session.offer.CodecOrder;
import io.rvoip.session.offer.SrtpPolicy;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the legs of an {@link RtpMediaPort} have in common. Immutable.
 *
 * @param codecs to offer and accept, best first, at least one, one channel each
 * @param order whose order decides when an offer names several of them
 * @param events telephone-event is offered and accepted (RFC 4733)
 * @param advertise addresses to write into descriptions in place of our own, at most one of each family: behind a NAT
 *     with forwarded ports; asked for each leg that is opened, on any thread
 * @param sendWhileHolding a leg that holds goes on sending, music for instance; otherwise RTP stops both ways
 * @param packetTime audio in each packet that we ask for, and send unless the far end asks for another: 20, 40 or 60 ms
 * @param srtp whether media is encrypted, and in which ways keys are agreed on
 * @param ice where media finds its way by ICE
 * @param session how each leg's media behaves; {@link MediaSessionSettings#rtcpMux()} decides whether one port is
 *     offered and bound for RTP and RTCP
 * @param video what becomes of video on legs that are joined with others; a leg by itself has none
 */
public record RtpMediaSettings(
        List<AudioCodec> codecs,
        CodecOrder order,
        boolean events,
        Supplier<List<InetAddress>> advertise,
        boolean sendWhileHolding,
        Duration packetTime,
        SrtpPolicy srtp,
        IceUse ice,
        MediaSessionSettings session,
        VideoUse video) {
    /** What a media session can send. */
    static final List<Duration> PACKET_TIMES =
            List.of(Duration.ofMillis(20), Duration.ofMillis(40), Duration.ofMillis(60));

    /** G.711 µ-law and A-law, the offerer's order, telephone events, our own address, silence while holding. */
    public static final RtpMediaSettings DEFAULT = new RtpMediaSettings(
            List.of(Codecs.PCMU, Codecs.PCMA), CodecOrder.OFFERER, true, List::of, false,
            Duration.ofMillis(20), SrtpPolicy.OFF, IceUse.DEFAULT, MediaSessionSettings.DEFAULT, VideoUse.FORWARD);

    public RtpMediaSettings {
        codecs = List.copyOf(codecs);
        if (codecs.isEmpty()) {
            throw new IllegalArgumentException("codecs: none (expected: at least one)");
        }
        for (AudioCodec codec : codecs) {
            if (codec.channels() != 1) {
                throw new IllegalArgumentException(
                        "codecs: " + codec.name() + " of " + codec.channels() + " channels (expected: 1)");
            }
        }
        if (!PACKET_TIMES.contains(packetTime)) {
            throw new IllegalArgumentException("packetTime: " + packetTime + " (expected: 20, 40 or 60 ms)");
        }
    }

    public RtpMediaSettings withCodecs(List<AudioCodec> changed) {
        return new RtpMediaSettings(changed, order, events, advertise, sendWhileHolding, packetTime, srtp, ice, session, video);
    }

    public RtpMediaSettings withOrder(CodecOrder changed) {
        return new RtpMediaSettings(codecs, changed, events, advertise, sendWhileHolding, packetTime, srtp, ice, session, video);
    }

    public RtpMediaSettings withEvents(boolean changed) {
        return new RtpMediaSettings(codecs, order, changed, advertise, sendWhileHolding, packetTime, srtp, ice, session, video);
    }

    public RtpMediaSettings withAdvertise(List<InetAddress> changed) {
        List<InetAddress> fixed = List.copyOf(changed);
        if (fixed.stream().map(InetAddress::getClass).distinct().count() < fixed.size()) {
            throw new IllegalArgumentException("advertise: " + fixed + " (expected: one of each family)");
        }
        if (fixed.stream().anyMatch(InetAddress::isAnyLocalAddress)) {
            throw new IllegalArgumentException("advertise: " + fixed + " (expected: no wildcard)");
        }
        return withAdvertise(() -> fixed);
    }

    /** With addresses that are found out, and change: legs that are opened from then on tell the new ones. */
    public RtpMediaSettings withAdvertise(Supplier<List<InetAddress>> changed) {
        return new RtpMediaSettings(codecs, order, events, changed, sendWhileHolding, packetTime, srtp, ice, session, video);
    }

    public RtpMediaSettings withSendWhileHolding(boolean changed) {
        return new RtpMediaSettings(codecs, order, events, advertise, changed, packetTime, srtp, ice, session, video);
    }

    public RtpMediaSettings withPacketTime(Duration changed) {
        return new RtpMediaSettings(codecs, order, events, advertise, sendWhileHolding, changed, srtp, ice, session, video);
    }

    public RtpMediaSettings withSrtp(SrtpPolicy changed) {
        return new RtpMediaSettings(codecs, order, events, advertise, sendWhileHolding, packetTime, changed, ice, session, video);
    }

    public RtpMediaSettings withIce(IceUse changed) {
        return new RtpMediaSettings(
                codecs, order, events, advertise, sendWhileHolding, packetTime, srtp, changed, session, video);
    }

    public RtpMediaSettings withSession(MediaSessionSettings changed) {
        return new RtpMediaSettings(codecs, order, events, advertise, sendWhileHolding, packetTime, srtp, ice, changed, video);
    }

    public RtpMediaSettings withVideo(VideoUse changed) {
        return new RtpMediaSettings(
                codecs, order, events, advertise, sendWhileHolding, packetTime, srtp, ice, session, changed);
    }
}
