/**
 * Loops and datagram sockets over Netty: the one place that chooses between epoll and NIO.
 *
 * <p>Starting points: {@link io.rvoip.common.transport.EventLoops} (threads),
 * {@link io.rvoip.common.transport.NettyLoop} (a {@link io.rvoip.common.Loop} over one of them),
 * {@link io.rvoip.common.transport.UdpBinder} (sockets).
 */
@NullMarked
package io.rvoip.common.transport;

import org.jspecify.annotations.NullMarked;
