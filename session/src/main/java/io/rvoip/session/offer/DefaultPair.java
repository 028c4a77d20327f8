package io.rvoip.session.offer;

import io.rvoip.ice.IceCandidate;
import io.rvoip.media.LocalIce;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.SessionDescription;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** Where {@code c=}, {@code m=} and {@code a=rtcp} of two descriptions say that both sides are, beside what ICE has found (RFC 8839 §4.3.4). */
final class DefaultPair {
    private static final int RTCP = 2;

    private DefaultPair() {}

    /**
     * Whether these lines name another pair than the one that was nominated, in an agreement with who does not know that this
     * may be so ({@code ice2}). Never where we had no choice, where the pair must not be told, and where it is a connection, of
     * which our lines can say nothing.
     *
     * @param audio what is in force
     * @param found what a description of ours would have
     */
    static boolean isAnother(Agreement agreement, NegotiatedAudio audio, LocalIce found) {
        List<IceCandidate> ours = found.nominated();
        List<IceCandidate> theirs = found.chosen();
        if (theirs.isEmpty() || ours.isEmpty() || !ours.stream().allMatch(one -> one.transport().isUdp())
                || knows(agreement.remote())) {
            return false;
        }
        SessionDescription local = Carrier.lent(agreement.local());
        Optional<Media> line = local.firstActive("audio")
                .filter(one -> IceLine.of(local, one).filter(said -> said.credentials().equals(found.credentials())).isPresent());
        return line.isPresent()
                && !(names(local, line.get(), audio.rtcpMux(), ours) && names(audio.remote(), audio.remoteRtcp(), theirs));
    }

    /** Who takes candidates apart goes by RFC 8445 too (RFC 8838), and browsers say only that they do. */
    private static boolean knows(SessionDescription remote) {
        return Negotiation.audioIn(remote).flatMap(line -> IceLine.of(Carrier.lent(remote), line)).filter(said -> said.ice2() || said.trickle()).isPresent();
    }

    private static boolean names(SessionDescription local, Media line, boolean mux, List<IceCandidate> ours) {
        InetSocketAddress rtp = local.connectionOf(line).flatMap(one -> one.inetAddress())
                .map(at -> new InetSocketAddress(at, line.port())).orElse(RemoteAddress.NOWHERE);
        InetSocketAddress rtcp = mux ? rtp : local.rtcpOf(line)
                .flatMap(other -> other.connection().inetAddress().map(at -> new InetSocketAddress(at, other.port()))).orElse(rtp);
        return names(rtp, rtcp, ours);
    }

    private static boolean names(InetSocketAddress rtp, InetSocketAddress rtcp, List<IceCandidate> used) {
        return used.stream().allMatch(one -> one.address().equals(one.component() == RTCP ? rtcp : rtp));
    }
}
