package io.rvoip.rtp.transport;

import io.rvoip.common.Loop;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Opens connections for {@link OutgoingConnections}: {@link TcpOpener}, or what a test puts in its place. */
@FunctionalInterface
public interface ConnectionOpener {
    /**
     * Begins to connect, and does not wait: a few packets that are sent before it is there go out when it is.
     *
     * @param from our own address, which may be the wildcard; the port is one that is free
     * @param events told on {@code loop}, never inside this call
     */
    MediaConnection open(InetAddress from, InetSocketAddress to, Loop loop, ConnectionEvents events);
}
