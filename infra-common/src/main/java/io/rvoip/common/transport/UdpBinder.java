package io.rvoip.common.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Opens UDP sockets, IPv4 and IPv6, on loops of {@link EventLoops}. A value: the {@code with} methods return a
 * changed copy, thread-safe.
 *
 * <p>Two kinds exist, because signalling and media treat memory differently. A {@linkplain #signalling signalling}
 * path hands over each datagram as one heap buffer of exactly its size, which may be kept and need not be released.
 * A {@linkplain #media media} path hands over the pooled direct buffer the datagram was read into, with at least
 * {@value #TAIL_ROOM} writable bytes behind it; it must be released exactly once. The loop may hold a reference of
 * its own until the receiver returns. A loop that takes in thousands of datagrams of media a second rests 0.2 ms after each
 * turn, so that it is woken once for several of them.
 *
 * <p>A socket bound to the IPv6 wildcard receives IPv4 as well, with IPv4 source addresses. A closed path's port
 * is free again a moment later, at the latest after the next turn of the loop.
 */
public final class UdpBinder implements DatagramPath.Binder {
    /** Writable bytes behind each datagram of a media path: room for authentication tags. */
    public static final int TAIL_ROOM = 64;

    /**
     * Datagrams of signalling that are taken in at one go. A loop that lags behind so finds the answers it waits for
     * before its timers retransmit, and what it sends leaves in few system calls. Of media each call has a socket of its
     * own, where one datagram at a time is enough.
     */
    static final int BATCH = 1024;

    private static final int MOST_AT_ONCE = 64;
    private static final int LARGEST_DATAGRAM = 65_535;
    private static final int DSCP_MAX = 63;

    static final String MEDIA = "media";
    private static final String SIGNALLING = "signalling";

    final Metrics metrics;
    final int maxDatagram;
    final int receiveBuffer;
    final int dscp;
    final int batch;
    private final boolean pooled;
    private final int sendQueue;
    private final int atOnce;

    /** Opens sockets of media without a channel of Netty's. */
    interface Opener {
        /** As {@link #bind}. */
        CompletionStage<DatagramPath> open(UdpBinder settings, InetSocketAddress local, NettyLoop loop, DatagramPath.Receiver receiver);
    }

    private UdpBinder(Metrics metrics, boolean pooled, int maxDatagram, int receiveBuffer, int sendQueue, int dscp, int batch,
            int atOnce) {
        this.metrics = metrics;
        this.pooled = pooled;
        this.maxDatagram = require("maxDatagram", maxDatagram, 64, LARGEST_DATAGRAM);
        this.receiveBuffer = require("receiveBuffer", receiveBuffer, 4096, Integer.MAX_VALUE);
        this.sendQueue = require("sendQueue", sendQueue, 4096, Integer.MAX_VALUE);
        this.dscp = require("dscp", dscp, 0, DSCP_MAX);
        this.batch = require("batch", batch, 1, BATCH);
        this.atOnce = require("atOnce", atOnce, 1, MOST_AT_ONCE);
    }

    /** Datagrams up to 65,535 bytes as heap buffers; 2 MiB of receive buffer asked of the kernel. */
    public static UdpBinder signalling(Metrics metrics) {
        return new UdpBinder(metrics, false, LARGEST_DATAGRAM, 2 << 20, 1 << 20, 0, BATCH, 1);
    }

    /** Datagrams up to 2,048 bytes as pooled direct buffers; 256 KiB of receive buffer asked of the kernel. */
    public static UdpBinder media(Metrics metrics) {
        return new UdpBinder(metrics, true, 2048, 256 << 10, 256 << 10, 0, 1, 1);
    }

    /** The largest datagram taken in, 64–65,535 bytes; larger ones are dropped and counted. */
    public UdpBinder withMaxDatagram(int bytes) {
        return new UdpBinder(metrics, pooled, bytes, receiveBuffer, sendQueue, dscp, batch, atOnce);
    }

    /** SO_RCVBUF in bytes; the kernel may grant less ({@code net.core.rmem_max}). */
    public UdpBinder withReceiveBuffer(int bytes) {
        return new UdpBinder(metrics, pooled, maxDatagram, bytes, sendQueue, dscp, batch, atOnce);
    }

    /**
     * How many bytes may wait here for a full socket before datagrams are dropped. Only where sockets have channels: without one
     * nothing waits here, and what does not fit into the kernel's own buffer is dropped, counted alike.
     */
    public UdpBinder withSendQueue(int bytes) {
        return new UdpBinder(metrics, pooled, maxDatagram, receiveBuffer, bytes, dscp, batch, atOnce);
    }

    /** The DSCP (RFC 2474) of what is sent, 0–63; 0 is best effort. */
    public UdpBinder withDscp(int codePoint) {
        return new UdpBinder(metrics, pooled, maxDatagram, receiveBuffer, sendQueue, codePoint, batch, atOnce);
    }

    /**
     * How many datagrams are taken in at one go, 1–1024: more than one where a socket serves many. What is sent meanwhile
     * leaves once they are dealt with, in few system calls.
     */
    public UdpBinder withBatch(int datagrams) {
        return new UdpBinder(metrics, pooled, maxDatagram, receiveBuffer, sendQueue, dscp, datagrams, atOnce);
    }

    /**
     * How many datagrams of a {@linkplain #withBatch batch} one system call reads, 1–64, where the machine can do so. Each
     * has its room in one buffer, which is free again when the last of them is released: for receivers that keep none. Sockets without
     * a channel read up to 8 of any batch at once, each into a buffer of its own.
     */
    public UdpBinder withReadsOf(int datagrams) {
        return new UdpBinder(metrics, pooled, maxDatagram, receiveBuffer, sendQueue, dscp, batch, datagrams);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException when {@code loop} is not a loop of {@link EventLoops}
     */
    @Override
    public CompletionStage<DatagramPath> bind(InetSocketAddress local, Loop loop, DatagramPath.Receiver receiver) {
        NettyLoop netty = NettyLoop.of(loop);
        CompletableFuture<DatagramPath> bound = new CompletableFuture<>();
        if (local.isUnresolved()) {
            bound.completeExceptionally(failure(local, new BindException("address not resolved")));
            return bound;
        }
        if (netty.isEnding()) {
            bound.completeExceptionally(ended(local));
            return bound;
        }
        Opener direct = netty.loops().direct();
        if (pooled && direct != null) {
            return direct.open(this, local, netty, receiver);
        }
        int space = maxDatagram + TAIL_ROOM; // more than is allowed, so that excess is seen
        int slots = pooled && netty.loops().readsSeveral() ? Math.min(batch, atOnce) : 1;
        WholeBufferAllocator whole = pooled ? new WholeBufferAllocator(space, slots) : null;
        UdpPath path = new UdpPath(netty, receiver, new UdpCounters(metrics, pooled ? MEDIA : SIGNALLING), whole, maxDatagram, !pooled || batch > 1);
        RecvByteBufAllocator buffers =
                whole == null ? new FixedRecvByteBufAllocator(space).maxMessagesPerRead(batch) : whole.maxMessagesPerRead(batch);
        ChannelFuture binding = bootstrap(netty, local, buffers, slots > 1 ? space : 0).handler(path).bind(local);
        if (binding.isDone() && !binding.isSuccess()) { // a loop that has ended tells no listeners
            bound.completeExceptionally(failure(local, binding.cause()));
            return bound;
        }
        binding.addListener((ChannelFuture done) -> {
            if (done.isSuccess() && !netty.isEnding() && path.bound()) {
                bound.complete(path);
            } else {
                done.channel().close();
                bound.completeExceptionally(done.isSuccess() ? ended(local) : failure(local, done.cause()));
            }
        });
        return bound;
    }

    static BindException ended(InetSocketAddress local) {
        return failure(local, new BindException("the loop has ended"));
    }

    private Bootstrap bootstrap(NettyLoop netty, InetSocketAddress local, RecvByteBufAllocator buffers, int slot) {
        Bootstrap bootstrap = new Bootstrap()
                .group(netty.eventLoop())
                .channelFactory(() -> reading(netty.loops().datagramChannels(local.getAddress(), slot).newChannel(), buffers))
                .option(ChannelOption.SO_RCVBUF, receiveBuffer)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(sendQueue / 2, sendQueue));
        return dscp == 0 ? bootstrap : bootstrap.option(ChannelOption.IP_TOS, dscp << 2);
    }

    /** Netty 4.1 and 4.2 know the option by different names, the setter by one. */
    private static Channel reading(Channel channel, RecvByteBufAllocator buffers) {
        channel.config().setRecvByteBufAllocator(buffers);
        return channel;
    }

    static BindException failure(InetSocketAddress local, Throwable cause) {
        String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        BindException failure = new BindException("udp " + local + ": " + why);
        failure.initCause(cause);
        return failure;
    }

    private static int require(String field, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(field + ": " + value + " (expected: " + least + "-" + most + ")");
        }
        return value;
    }
}
