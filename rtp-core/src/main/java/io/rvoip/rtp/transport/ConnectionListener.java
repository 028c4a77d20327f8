package io.rvoip.rtp.transport;

import io.rvoip.common.Loop;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionStage;

/** Takes connections for a {@link SharedPort}: {@link TcpListener}, or what a test puts in its place. */
@FunctionalInterface
public interface ConnectionListener {
    /**
     * Begins.
     *
     * @param loop of the port, where {@code to} is told of all that happens
     * @return what ends it, from any thread; completes exceptionally with a {@link java.net.BindException} that names the
     *     address
     */
    CompletionStage<Runnable> listen(InetSocketAddress local, Loop loop, MediaConnections to);
}
