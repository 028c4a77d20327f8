package io.rvoip.ice.turn;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.Loop;
import java.net.InetSocketAddress;

/** A connection to a relay over TCP or TLS: what a {@link TurnClient} wants sent goes over it, frame by frame. Confined to its loop. */
public interface TurnConnection extends AutoCloseable {
    /** Opens connections: real ones at the edge, others in tests. */
    @FunctionalInterface
    interface Connector {
        /**
         * A connection that is opened with the first frame.
         *
         * @param server how it is reached, and what its certificate must be for; also after a redirect
         */
        TurnConnection open(TurnServer server, Loop loop, Events events);
    }

    /** What is heard of it, on its loop, never inside a call of this connection's methods. */
    interface Events {
        /** A frame came; valid during the call only. */
        void received(ByteBuf frame, InetSocketAddress server);

        /** It cannot be had, or no longer: nothing follows. */
        void broken(String why);
    }

    /**
     * Sends a frame; takes ownership. What is sent before the connection stands waits for it, and is dropped when it is
     * too much; another server than before means another connection, over TLS to whom the name of the address says,
     * where it has one, and else to whom the one before was (RFC 8489 §10).
     */
    void send(ByteBuf frame, InetSocketAddress server);

    /** Sends what waits to be sent, and ends it; reports nothing further. */
    @Override
    void close();
}
