package io.rvoip.ice;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/** What an {@link IceAgent} reports and wants done, on its loop. */
public interface IceEvents {
    /** Send this from the local address; the buffer is the receiver's. */
    void transmit(ByteBuf datagram, InetSocketAddress local, InetSocketAddress to);

    /** A local candidate to tell the other side. */
    void candidate(IceCandidate candidate);

    /** There will be no more local candidates of this generation. */
    void gathered();

    /**
     * A check of this pair succeeded, nominated or not. From now on DTLS and media from its remote address may be
     * read: senders use any valid pair, not only the one that is picked in the end.
     */
    void valid(IcePair pair);

    /** Media of this component goes over this pair from now on. */
    void selected(IcePair pair);

    /** The state changed. */
    void state(IceState state);
}
