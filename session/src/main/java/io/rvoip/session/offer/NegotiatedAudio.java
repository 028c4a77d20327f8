package io.rvoip.session.offer;

import io.rvoip.media.IceParameters;
import io.rvoip.rtp.RtcpExtensions;
import io.rvoip.rtp.RtpRepair;
import io.rvoip.rtp.dtls.DtlsParameters;
import io.rvoip.rtp.srtp.HeaderProtection;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.rtp.zrtp.ZrtpParameters;
import io.rvoip.sip.sdp.Direction;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an offer and its answer agreed on for audio, seen from our side. Immutable.
 *
 * @param remote where our RTP goes; the wildcard address when the far end holds in the way of RFC 2543
 * @param remoteRtcp where our RTCP goes: RFC 3605, else the next port, else {@code remote} when multiplexed
 * @param rtcpMux RTP and RTCP share one port on both sides (RFC 5761)
 * @param format the codec, both ways
 * @param sendPayloadType the number we put on what we send: the far end chose it
 * @param receivePayloadType the number the far end puts on what it sends: ours
 * @param receivable every payload type the far end may use for audio, ours, with its meaning; {@code format} among them
 * @param sendEventType payload type of telephone-event we send (RFC 4733), or {@link #NONE}
 * @param receiveEventType payload type of telephone-event we receive, or {@link #NONE}
 * @param direction ours: SENDONLY means that we send and the far end does not
 * @param packetTime audio in each packet we send
 * @param keys what both sides encrypt with, where descriptions named them
 * @param dtls how both sides agree on keys on the media path
 * @param zrtp how they do so without certificates; with none of the three it is plain RTP
 * @param extendedReports what the far end asks us to tell by RTCP beyond the usual (RFC 3611)
 * @param ice how the far end is found (RFC 8839); null: at {@code remote}, which otherwise is only its default
 * @param repair how what is lost on the way is made good
 * @param heads what of the heads of packets is encrypted, where the packets are
 */
public record NegotiatedAudio(
        InetSocketAddress remote,
        InetSocketAddress remoteRtcp,
        boolean rtcpMux,
        AudioFormat format,
        int sendPayloadType,
        int receivePayloadType,
        Map<Integer, AudioFormat> receivable,
        int sendEventType,
        int receiveEventType,
        Direction direction,
        Duration packetTime,
        @Nullable SrtpKeys keys,
        @Nullable DtlsParameters dtls,
        @Nullable ZrtpParameters zrtp,
        RtcpExtensions extendedReports,
        @Nullable IceParameters ice,
        RtpRepair repair,
        HeaderProtection heads) {
    /** The payload type that is none. */
    public static final int NONE = -1;

    public NegotiatedAudio {
        requirePayloadType("sendPayloadType", sendPayloadType, 0);
        requirePayloadType("receivePayloadType", receivePayloadType, 0);
        receivable = Map.copyOf(receivable);
        requirePayloadType("sendEventType", sendEventType, NONE);
        requirePayloadType("receiveEventType", receiveEventType, NONE);
    }

    /** With heads of packets in clear. */
    public NegotiatedAudio(
            InetSocketAddress remote, InetSocketAddress remoteRtcp, boolean rtcpMux, AudioFormat format, int sendPayloadType,
            int receivePayloadType, Map<Integer, AudioFormat> receivable, int sendEventType, int receiveEventType,
            Direction direction, Duration packetTime, @Nullable SrtpKeys keys, @Nullable DtlsParameters dtls,
            @Nullable ZrtpParameters zrtp, RtcpExtensions extendedReports, @Nullable IceParameters ice, RtpRepair repair) {
        this(remote, remoteRtcp, rtcpMux, format, sendPayloadType, receivePayloadType, receivable, sendEventType, receiveEventType,
                direction, packetTime, keys, dtls, zrtp, extendedReports, ice, repair, HeaderProtection.NONE);
    }

    /** Whether we may send now. */
    public boolean sending() {
        return (direction == Direction.SENDRECV || direction == Direction.SENDONLY)
                && !nowhere();
    }

    /** Whether nothing can be sent because the far end says no address: it holds in the way of RFC 2543. */
    public boolean nowhere() {
        return ice == null && remote.getAddress().isAnyLocalAddress();
    }

    /** Whether the far end may send now. */
    public boolean receiving() {
        return direction == Direction.SENDRECV || direction == Direction.RECVONLY;
    }

    /** Whether it is encrypted or there is none, whatever the keys come from. */
    public boolean encrypted() {
        return keys != null || dtls != null || zrtp != null && zrtp.required();
    }

    /** Whether keys can be sent as RFC 4733 events. */
    public boolean sendsEvents() {
        return sendEventType != NONE;
    }

    private static void requirePayloadType(String what, int value, int lowest) {
        if (value < lowest || value > 127) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: " + lowest + "-127)");
        }
    }
}
