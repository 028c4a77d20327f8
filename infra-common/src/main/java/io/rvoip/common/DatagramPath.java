package io.rvoip.common;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionStage;

/**
 * A bound datagram socket, real or virtual, that knows nothing of what it carries. Confined to its {@link Loop},
 * except for {@link #localAddress()} and {@link #close()}.
 */
public interface DatagramPath extends AutoCloseable {
    /** The bound address, with the real port. */
    InetSocketAddress localAddress();

    /**
     * Sends one datagram. Takes ownership of {@code datagram}, also when sending fails.
     *
     * @return false when it was dropped here: closed, socket buffer full, or no route; counted by the path
     */
    boolean send(ByteBuf datagram, InetSocketAddress to);

    /** Closes the socket; nothing is received afterwards. Any thread, idempotent. */
    @Override
    void close();

    /** What arrives, on the path's loop. */
    @FunctionalInterface
    interface Receiver {
        /** The receiver owns {@code datagram} and releases it. */
        void received(DatagramPath path, ByteBuf datagram, InetSocketAddress from);
    }

    /** Opens paths: sockets at the edge, a virtual network in tests. */
    @FunctionalInterface
    interface Binder {
        /**
         * Binds a socket whose traffic is handled on {@code loop}. Completes on that loop, or exceptionally with a
         * {@link java.net.BindException} that names the address.
         *
         * @param local port 0 picks a free one
         */
        CompletionStage<DatagramPath> bind(InetSocketAddress local, Loop loop, Receiver receiver);
    }
}
