package io.rvoip.rtp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Whose packets a session believes, and where its own go: of RTP and of RTCP, which may share one path (RFC 5761). */
final class RemoteSources {
    private final SourceLatch rtpLatch;
    private final SourceLatch rtcpLatch;
    private boolean rtcpMux;

    RemoteSources(RtpSessionSettings settings) {
        rtcpMux = settings.rtcpMux();
        rtpLatch = new SourceLatch(settings.sourcePolicy());
        rtcpLatch = new SourceLatch(settings.sourcePolicy());
    }

    void mux(boolean shared) {
        rtcpMux = shared;
    }

    SourceLatch ofRtp() {
        return rtpLatch;
    }

    SourceLatch ofRtcp() {
        return rtcpMux ? rtpLatch : rtcpLatch;
    }

    /** @param rtcpAddress null: the port next to that of RTP */
    void expect(InetSocketAddress rtp, @Nullable InetSocketAddress rtcpAddress, @Nullable InetAddress signalledFrom) {
        rtpLatch.expect(rtp, signalledFrom);
        if (!rtcpMux) {
            rtcpLatch.expect(rtcpAddress != null ? rtcpAddress : nextPort(rtp), signalledFrom);
        }
    }

    void trust(Predicate<InetSocketAddress> checked, @Nullable InetSocketAddress rtp,
            @Nullable InetSocketAddress rtcpAddress) {
        rtpLatch.trust(checked, rtp);
        rtcpLatch.trust(checked, rtcpAddress);
    }

    /** RTP was learned to come from here: where that is what was described, so is the address of RTCP. */
    void learned(InetSocketAddress from) {
        if (rtpLatch.describes(from)) {
            rtcpLatch.believe();
        }
    }

    boolean knowsRtcp(InetSocketAddress from, int ssrc, long now) {
        return rtcpMux
                ? rtpLatch.recognises(from)
                : rtcpLatch.check(from, ssrc, now) != SourceVerdict.REFUSED;
    }

    void close() {
        rtpLatch.close();
        rtcpLatch.close();
    }

    private static InetSocketAddress nextPort(InetSocketAddress rtp) {
        int port = Math.min(rtp.getPort() + 1, 65_535);
        return rtp.isUnresolved()
                ? InetSocketAddress.createUnresolved(rtp.getHostString(), port)
                : new InetSocketAddress(rtp.getAddress(), port);
    }
}
