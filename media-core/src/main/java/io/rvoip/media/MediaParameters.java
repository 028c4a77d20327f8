package io.rvoip.media;

import io.rvoip.media.codec.AudioCodec;
import io.rvoip.rtp.PayloadClocks;
import io.rvoip.rtp.RtcpExtensions;
import io.rvoip.rtp.RtpRepair;
import io.rvoip.rtp.dtls.DtlsParameters;
import io.rvoip.rtp.srtp.HeaderProtection;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.rtp.zrtp.ZrtpParameters;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What offer and answer agreed on for one leg, without their grammar. Immutable.
 *
 * @param remote           where our RTP goes; a wildcard address means nowhere (the hold of RFC 2543)
 * @param remoteRtcp       where our RTCP goes; null: the next port, or the same one with rtcp-mux
 * @param signalledFrom    the host the far end's signalling comes from, from where its media is likely to come too
 * @param codec            what we send
 * @param sendType         payload type of what we send: the far end's choice
 * @param receivable       payload types the far end may send, ours, with their codecs; all at the sampling rate of
 *                         {@code codec}, others are left out
 * @param sendEventType    payload type of telephone events we send (RFC 4733), at the codec's clock rate, or
 *                         {@link #NONE}
 * @param receiveEventType payload type of telephone events we receive, or {@link #NONE}
 * @param direction        who may send
 * @param ptimeMillis      audio in each packet we send, 10 to 120 ms; taken down to a multiple of 20, at least 20
 * @param keys             what RTP and RTCP are encrypted with, where that is known
 * @param dtls             how the keys are agreed on first, over the ports themselves
 * @param zrtp             how they are agreed on so without certificates; with none of the three nothing is encrypted,
 *                         unless it was before, for what is encrypted stays so
 * @param extendedReports  what the far end wants to know by RTCP beyond the usual
 * @param ice              how the far end is found; null: at {@code remote}, which otherwise is only where it may be
 * @param repair           how what is lost on the way is made good
 * @param heads            what of the heads of packets is encrypted, where the packets are
 */
public record MediaParameters(InetSocketAddress remote, @Nullable InetSocketAddress remoteRtcp,
        @Nullable InetAddress signalledFrom, AudioCodec codec, int sendType, Map<Integer, AudioCodec> receivable,
        int sendEventType, int receiveEventType, MediaDirection direction, int ptimeMillis, @Nullable SrtpKeys keys,
        @Nullable DtlsParameters dtls, @Nullable ZrtpParameters zrtp, RtcpExtensions extendedReports, @Nullable IceParameters ice,
        RtpRepair repair, HeaderProtection heads) {
    /** The payload type that is none. */
    public static final int NONE = -1;

    /** Checks the ranges. */
    public MediaParameters {
        if (remote.isUnresolved()) {
            throw new IllegalArgumentException("remote: " + remote + " (expected: an address, not a name)");
        }
        range("sendType", sendType, 0, 127);
        range("sendEventType", sendEventType, NONE, 127);
        range("receiveEventType", receiveEventType, NONE, 127);
        range("ptimeMillis", ptimeMillis, 10, 120);
        Map<Integer, AudioCodec> usable = new HashMap<>();
        receivable.forEach((type, one) -> {
            range("receivable", type, 0, 127);
            if (one.sampleRate() == codec.sampleRate() && one.channels() == 1) {
                usable.put(type, one);
            }
        });
        if (codec.channels() != 1) {
            throw new IllegalArgumentException("codec: " + codec.channels() + " channels (expected: 1)");
        }
        receivable = Map.copyOf(usable);
    }

    /** Both directions in one codec of a static payload type, 20 ms, no telephone events. */
    public static MediaParameters of(InetSocketAddress remote, AudioCodec codec) {
        return new MediaParameters(remote, null, null, codec, codec.payloadType(), Map.of(codec.payloadType(), codec),
                NONE, NONE, MediaDirection.SENDRECV, codec.ptimeMillis(), null, null, null, RtcpExtensions.NONE, null,
                RtpRepair.NOTHING, HeaderProtection.NONE);
    }

    /** Whether we send RTP: allowed to, and with somewhere to send it. */
    public boolean sends() {
        return direction.sends() && (ice != null || !remote.getAddress().isAnyLocalAddress());
    }

    /** The payload types the far end may send and their clock rates. */
    PayloadClocks receivedClocks() {
        Map<Integer, Integer> clocks = new HashMap<>();
        receivable.forEach((type, one) -> clocks.put(type, one.clockRate()));
        if (repair.receiveRedundant() != NONE) {
            clocks.put(repair.receiveRedundant(), codec.clockRate());
        }
        return withEvents(clocks, receiveEventType);
    }

    /** The payload types we send and their clock rates. */
    PayloadClocks sentClocks() {
        Map<Integer, Integer> clocks = new HashMap<>();
        clocks.put(sendType, codec.clockRate());
        return withEvents(clocks, sendEventType);
    }

    private PayloadClocks withEvents(Map<Integer, Integer> clocks, int eventType) {
        if (eventType >= 0) {
            clocks.put(eventType, codec.clockRate());
        }
        return PayloadClocks.of(clocks);
    }

    /** Another place to send to. */
    public MediaParameters withRemote(InetSocketAddress address) {
        return new MediaParameters(address, remoteRtcp, signalledFrom, codec, sendType, receivable, sendEventType,
                receiveEventType, direction, ptimeMillis, keys, dtls, zrtp, extendedReports, ice, repair, heads);
    }

    /** Another place to send RTCP to. */
    public MediaParameters withRemoteRtcp(InetSocketAddress address) {
        return new MediaParameters(remote, address, signalledFrom, codec, sendType, receivable, sendEventType,
                receiveEventType, direction, ptimeMillis, keys, dtls, zrtp, extendedReports, ice, repair, heads);
    }

    /** Where the signalling comes from. */
    public MediaParameters withSignalledFrom(InetAddress host) {
        return new MediaParameters(remote, remoteRtcp, host, codec, sendType, receivable, sendEventType,
                receiveEventType, direction, ptimeMillis, keys, dtls, zrtp, extendedReports, ice, repair, heads);
    }

    /** Another codec to send, under the far end's payload type. */
    public MediaParameters withCodec(AudioCodec other, int type) {
        return new MediaParameters(remote, remoteRtcp, signalledFrom, other, type, receivable, sendEventType,
                receiveEventType, direction, ptimeMillis, keys, dtls, zrtp, extendedReports, ice, repair, heads);
    }

    /** Other codecs to receive, by our payload types. */
    public MediaParameters withReceivable(Map<Integer, AudioCodec> types) {
        return new MediaParameters(remote, remoteRtcp, signalledFrom, codec, sendType, types, sendEventType,
                receiveEventType, direction, ptimeMillis, keys, dtls, zrtp, extendedReports, ice, repair, heads);
    }

    /** Telephone events, under the far end's payload type and under ours. */
    public MediaParameters withEvents(int send, int receive) {
        return new MediaParameters(remote, remoteRtcp, signalledFrom, codec, sendType, receivable, send, receive,
                direction, ptimeMillis, keys, dtls, zrtp, extendedReports, ice, repair, heads);
    }

    /** Another direction. */
    public MediaParameters withDirection(MediaDirection other) {
        return new MediaParameters(remote, remoteRtcp, signalledFrom, codec, sendType, receivable, sendEventType,
                receiveEventType, other, ptimeMillis, keys, dtls, zrtp, extendedReports, ice, repair, heads);
    }

    /** Another packet time. */
    public MediaParameters withPtime(int millis) {
        return new MediaParameters(remote, remoteRtcp, signalledFrom, codec, sendType, receivable, sendEventType,
                receiveEventType, direction, millis, keys, dtls, zrtp, extendedReports, ice, repair, heads);
    }

    /** Encrypted with these keys, or with others than before. */
    public MediaParameters withKeys(SrtpKeys agreed) {
        return new MediaParameters(remote, remoteRtcp, signalledFrom, codec, sendType, receivable, sendEventType,
                receiveEventType, direction, ptimeMillis, agreed, null, null, extendedReports, ice, repair, heads);
    }

    /** Encrypted with keys that DTLS agrees on. */
    public MediaParameters withDtls(DtlsParameters agreed) {
        return new MediaParameters(remote, remoteRtcp, signalledFrom, codec, sendType, receivable, sendEventType,
                receiveEventType, direction, ptimeMillis, null, agreed, null, extendedReports, ice, repair, heads);
    }

    /** Encrypted with keys that ZRTP agrees on. */
    public MediaParameters withZrtp(ZrtpParameters agreed) {
        return new MediaParameters(remote, remoteRtcp, signalledFrom, codec, sendType, receivable, sendEventType,
                receiveEventType, direction, ptimeMillis, null, null, agreed, extendedReports, ice, repair, heads);
    }

    /** With these extended reports (RFC 3611). */
    public MediaParameters withExtendedReports(RtcpExtensions asked) {
        return new MediaParameters(remote, remoteRtcp, signalledFrom, codec, sendType, receivable, sendEventType,
                receiveEventType, direction, ptimeMillis, keys, dtls, zrtp, asked, ice, repair, heads);
    }

    /** Over whatever way ICE finds. */
    public MediaParameters withIce(IceParameters agreed) {
        return new MediaParameters(remote, remoteRtcp, signalledFrom, codec, sendType, receivable, sendEventType,
                receiveEventType, direction, ptimeMillis, keys, dtls, zrtp, extendedReports, agreed, repair, heads);
    }

    /** With what is lost made good in these ways. */
    public MediaParameters withRepair(RtpRepair agreed) {
        return new MediaParameters(remote, remoteRtcp, signalledFrom, codec, sendType, receivable, sendEventType,
                receiveEventType, direction, ptimeMillis, keys, dtls, zrtp, extendedReports, ice, agreed, heads);
    }

    /** With this of the heads of packets encrypted too. */
    public MediaParameters withHeads(HeaderProtection agreed) {
        return new MediaParameters(remote, remoteRtcp, signalledFrom, codec, sendType, receivable, sendEventType,
                receiveEventType, direction, ptimeMillis, keys, dtls, zrtp, extendedReports, ice, repair, agreed);
    }

    private static void range(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + min + "-" + max + ")");
        }
    }

    /** Where its packets come from by its description: two places, or one, or none where it says nowhere in particular. */
    Set<InetSocketAddress> sources() {
        InetSocketAddress rtcp = remoteRtcp;
        Set<InetSocketAddress> named = new LinkedHashSet<>();
        named.add(remote);
        if (rtcp != null) {
            named.add(rtcp);
        }
        named.removeIf(address -> address.isUnresolved() || address.getAddress().isAnyLocalAddress() || address.getPort() == 0);
        return named;
    }
}
