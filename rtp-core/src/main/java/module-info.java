/** RTP, RTCP, statistics, jitter buffer, telephone events and media sockets. */
module io.rvoip.rtp {
    requires transitive io.rvoip.common;

    exports io.rvoip.rtp;
    exports io.rvoip.rtp.event;
    exports io.rvoip.rtp.jitter;
    exports io.rvoip.rtp.rtcp;
    exports io.rvoip.rtp.transport;
}
