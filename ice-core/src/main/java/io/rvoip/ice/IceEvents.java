package io.rvoip.ice;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/** What an {@link IceAgent} reports and wants done, on its loop. */
public interface IceEvents {
    /**
     * Send this from the socket with this local address; the buffer is the receiver's. One that connections are opened from has
     * one for each address that is sent to, which a check opens where there is none; what comes back is given to {@link
     * IceAgent#received}, and its end to {@link IceAgent#connectionBroken}.
     */
    void transmit(ByteBuf datagram, InetSocketAddress local, InetSocketAddress to);

    /**
     * Send this frame over a connection to a relay, which is opened with its first one; the buffer is the receiver's. What
     * comes back is given to {@link IceAgent#streamed}, and its end to {@link IceAgent#streamBroken}.
     *
     * @param to the server's address; another one than before wants another connection
     */
    void transmit(ByteBuf frame, RelayStream over, InetSocketAddress to);

    /** The connection is not needed any more: what was sent goes out, then it is closed. */
    void ended(RelayStream stream);

    /** A local candidate of a stream to tell the other side. */
    void candidate(int stream, IceCandidate candidate);

    /** There will be no more local candidates of this generation. */
    void gathered();

    /**
     * A check of this pair succeeded, nominated or not. From now on DTLS and media from its remote address may be
     * read: senders use any valid pair, not only the one that is picked in the end.
     */
    void valid(int stream, IcePair pair);

    /** Media of this component goes over this pair from now on. */
    void selected(int stream, IcePair pair);

    /** Media that came through a relay; {@code datagram} is valid during the call only. */
    void relayed(int stream, int component, ByteBuf datagram, InetSocketAddress from);

    /** A stream has no path, or lost it; other streams go on. */
    void failed(int stream, IceFailure failure);

    /** The state changed. */
    void state(IceState state);
}
