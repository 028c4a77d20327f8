package io.rvoip.sip.transport;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * What understands the STUN messages that share the UDP ports of SIP to keep flows open (RFC 5626 §8); this module does
 * not. Called on the loop of the sockets, and nowhere else.
 */
public interface StunPort {
    /**
     * Takes a datagram that begins as STUN does.
     *
     * @param datagram at least 20 bytes; neither moved nor released
     * @return what to send back over that flow, in a buffer that the caller owns; empty for nothing
     */
    Optional<ByteBuf> received(ByteBuf datagram, Flow flow);

    /**
     * Asks the far end of a flow for a sign of life, again and again until it answers or its time is over.
     *
     * @param send sends over that flow, and takes the buffer over
     * @return our address as the far end sees it; fails with a {@link TransportException}
     */
    CompletionStage<InetSocketAddress> ask(Flow flow, Consumer<ByteBuf> send);
}
