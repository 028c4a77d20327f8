package io.rvoip.sip.transport;

import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * What understands the STUN messages that share the UDP ports of SIP to keep flows open (RFC 5626 §8); this module does
 * not. Called on the loop of the sockets, and nowhere else.
 */
@FunctionalInterface
public interface StunPort {
    /**
     * Takes a datagram that begins as STUN does.
     *
     * @param datagram at least 20 bytes; neither moved nor released
     * @return what to send back over that flow, in a buffer that the caller owns; empty for nothing
     */
    Optional<ByteBuf> received(ByteBuf datagram, Flow flow);
}
