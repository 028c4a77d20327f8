package io.rvoip.session.offer;

import io.rvoip.ice.CandidateType;
import io.rvoip.ice.IceCandidate;
import io.rvoip.media.LocalIce;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.SessionDescription;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which of our candidates {@code c=}, {@code m=} and {@code a=rtcp} name, where somebody sends who does not know ICE
 * (RFC 8839 §4.2.1.2): our own address while it is a candidate, for there are no better ways for phones in the same
 * network, and none of these lines may tell it otherwise.
 */
final class DefaultCandidate {
    private static final int RTP = 1;
    private static final int RTCP = 2;

    private DefaultCandidate() {}

    /**
     * Nowhere while there are none (RFC 8840 §4.1.1, §4.1.3), or only such over TCP, which is not what our lines say. Once some
     * were nominated it is these (RFC 8839 §4.2.1.2).
     *
     * @param mux whether RTCP surely shares the way of RTP
     */
    static LocalAudio of(LocalAudio local, LocalIce ours, boolean mux) {
        List<IceCandidate> rtp = of(RTP, ours);
        List<IceCandidate> rtcp = mux ? List.of() : of(RTCP, ours);
        if (!ours.nominated().isEmpty()) {
            return rtp.stream().findFirst().map(one -> nominated(local, one, rtcp)).orElse(local.nowhere());
        }
        if (rtp.stream().anyMatch(one -> one.address().equals(new InetSocketAddress(local.address(), local.rtpPort())))) {
            return local;
        }
        return rtp.stream().min(Comparator.comparing(one -> order(one.type()))).map(one -> with(one, rtcp)).orElse(local.nowhere());
    }

    private static LocalAudio nominated(LocalAudio local, IceCandidate rtp, List<IceCandidate> rtcp) {
        InetSocketAddress at = rtp.address();
        InetSocketAddress own = new InetSocketAddress(local.rtcpAddress(), local.rtcpPort());
        boolean usual = at.equals(new InetSocketAddress(local.address(), local.rtpPort()))
                && rtcp.stream().allMatch(one -> one.address().equals(own));
        InetSocketAddress other = rtcp.stream().findFirst().map(IceCandidate::address).orElse(at);
        return usual ? local : new LocalAudio(at.getAddress(), at.getPort(), other.getPort(), other.getAddress());
    }

    /** What a NAT has opened leads to our socket, whoever sends; a relay lets in only whom ICE has checked. */
    private static int order(CandidateType type) {
        return switch (type) {
            case SERVER_REFLEXIVE -> 0;
            case PEER_REFLEXIVE -> 1;
            case RELAYED -> 2;
            case HOST -> 3;
        };
    }

    private static List<IceCandidate> of(int component, LocalIce ours) {
        return ours.told().stream().filter(one -> one.component() == component && one.transport().isUdp()).toList();
    }

    /** RTCP goes the same way: by a candidate that is as like as can be, else to the port of RTP. */
    private static LocalAudio with(IceCandidate rtp, List<IceCandidate> rtcp) {
        InetAddress address = rtp.address().getAddress();
        InetSocketAddress other = rtcp.stream().filter(one -> one.type() == rtp.type())
                .min(Comparator.comparing(one -> !one.address().getAddress().equals(address)))
                .map(IceCandidate::address).orElse(rtp.address());
        return new LocalAudio(address, rtp.address().getPort(), other.getPort(), other.getAddress());
    }

    /** Whether nobody gets through to where a line of ours says that we are but by ICE: nowhere, or a relay. */
    static boolean takesIce(SessionDescription offer, Media line) {
        Optional<InetAddress> address = offer.connectionOf(line).flatMap(connection -> connection.inetAddress());
        return address.filter(one -> one.isAnyLocalAddress() || isRelay(offer, line, new InetSocketAddress(one, line.port()))).isPresent();
    }

    private static boolean isRelay(SessionDescription offer, Media line, InetSocketAddress place) {
        return IceLine.of(offer, line).stream().flatMap(ice -> ice.candidates().stream())
                .anyMatch(one -> one.type() == CandidateType.RELAYED && one.address().equals(place));
    }
}
