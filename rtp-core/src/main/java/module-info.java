/** RTP, RTCP, SRTP, statistics, jitter buffer, telephone events and media sockets. */
module io.rvoip.rtp {
    requires transitive io.rvoip.common;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.tls;
    requires org.slf4j;
    requires static jitsi.srtp;
    requires static jitsi.utils;

    exports io.rvoip.rtp;
    exports io.rvoip.rtp.dtls;
    exports io.rvoip.rtp.event;
    exports io.rvoip.rtp.jitter;
    exports io.rvoip.rtp.mikey;
    exports io.rvoip.rtp.rtcp;
    exports io.rvoip.rtp.srtp;
    exports io.rvoip.rtp.srtp.jitsi;
    exports io.rvoip.rtp.transport;
    exports io.rvoip.rtp.zrtp;
}
