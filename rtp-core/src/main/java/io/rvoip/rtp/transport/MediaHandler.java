package io.rvoip.rtp.transport;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/**
 * What arrives on the ports of one media line, by class, on their loop. Each method owns {@code datagram}. Only RTP
 * and RTCP have to be handled; the rest is released by default.
 */
public interface MediaHandler {
    /** An RTP packet, not validated yet. */
    void rtp(ByteBuf datagram, InetSocketAddress from, long now);

    /** An RTCP packet, not validated yet. */
    void rtcp(ByteBuf datagram, InetSocketAddress from, long now);

    /**
     * A STUN message.
     *
     * @param onRtcpPort whether it came to the RTCP port
     */
    default void stun(ByteBuf datagram, InetSocketAddress from, boolean onRtcpPort, long now) {
        datagram.release();
    }

    /**
     * A STUN message that came over a connection, to a {@link SharedPort} or of {@link OutgoingConnections}.
     *
     * @param from the other end of the connection
     */
    default void stunConnected(ByteBuf packet, InetSocketAddress from, long now) {
        packet.release();
    }

    /**
     * TURN channel data, of a relay of ours (RFC 8656 section 12.4).
     *
     * @param onRtcpPort whether it came to the RTCP port
     * @return false when it belongs to no relay, and is still the caller's
     */
    default boolean turnChannel(ByteBuf datagram, InetSocketAddress from, boolean onRtcpPort, long now) {
        return false;
    }

    /**
     * A DTLS record.
     *
     * @param onRtcpPort whether it came to the RTCP port
     */
    default void dtls(ByteBuf datagram, InetSocketAddress from, boolean onRtcpPort, long now) {
        datagram.release();
    }

    /** What may be ZRTP by its first byte, on the RTP port, where all of it is (RFC 6189 section 5). */
    default void zrtp(ByteBuf datagram, InetSocketAddress from, long now) {
        datagram.release();
    }
}
