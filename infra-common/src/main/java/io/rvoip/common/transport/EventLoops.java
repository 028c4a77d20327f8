package io.rvoip.common.transport;

import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.rvoip.common.Metrics;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A named, fixed set of loops, each with its own daemon thread: over epoll where Linux offers it, over NIO elsewhere.
 * Thread-safe. Uses only what Netty 4.1 and 4.2 have in common, hence the suppressed deprecations.
 */
@SuppressWarnings("deprecation")
public final class EventLoops implements AutoCloseable {
    private static final long QUIET_MILLIS = 0;
    private static final long SHUTDOWN_SECONDS = 5;
    private static final UdpBinder.@Nullable Opener DIRECT = opener();

    private final String name;
    private final boolean epoll;
    private final EventLoopGroup group;
    private final List<NettyLoop> loops;
    private final AtomicInteger turn = new AtomicInteger();

    private EventLoops(String name, int threads, boolean epoll, Metrics metrics) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: " + threads + " (expected: at least 1)");
        }
        this.name = name;
        this.epoll = epoll;
        ThreadFactory factory = threadFactory(name);
        group = epoll ? WithEpoll.group(threads, factory) : new NioEventLoopGroup(threads, factory);
        List<NettyLoop> all = new ArrayList<>(threads);
        group.forEach(executor ->
                all.add(new NettyLoop(name + "-" + all.size(), this, (EventLoop) executor, metrics)));
        loops = List.copyOf(all);
    }

    /**
     * Loops over the best transport of this machine.
     *
     * @param name names the threads: {@code name-0}, {@code name-1} …
     * @param threads how many loops, at least 1
     */
    public static EventLoops create(String name, int threads, Metrics metrics) {
        return new EventLoops(name, threads, epollAvailable(), metrics);
    }

    /** Loops that count nothing; see {@link #create(String, int, Metrics)}. */
    public static EventLoops create(String name, int threads) {
        return create(name, threads, Metrics.none());
    }

    /** Loops over NIO, on every machine. */
    public static EventLoops nio(String name, int threads, Metrics metrics) {
        return new EventLoops(name, threads, false, metrics);
    }

    /** Whether {@link #create} uses epoll here. */
    public static boolean epollAvailable() {
        try {
            return Epoll.isAvailable();
        } catch (LinkageError absent) {
            return false; // the optional jar is not on the class path
        }
    }

    /** What the loops run on: {@code epoll} or {@code nio}. */
    public String transport() {
        return epoll ? "epoll" : "nio";
    }

    /** The name given at creation. */
    public String name() {
        return name;
    }

    /** All loops, in a fixed order: index them to pin an owner to a hash. */
    public List<NettyLoop> loops() {
        return loops;
    }

    /** One loop after the other. */
    public NettyLoop next() {
        return loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
    }

    /** The Netty group behind the loops, for bootstraps. */
    public EventLoopGroup group() {
        return group;
    }

    /** Makes TCP client channels that fit {@link #group()}. */
    public ChannelFactory<SocketChannel> socketChannels() {
        return epoll ? EpollSocketChannel::new : NioSocketChannel::new;
    }

    /** Makes TCP listening channels that fit {@link #group()}. */
    public ChannelFactory<ServerSocketChannel> serverChannels() {
        return epoll ? EpollServerSocketChannel::new : NioServerSocketChannel::new;
    }

    /** Makes UDP channels of the address family of {@code local}, so that an IPv4 socket never claims IPv6. */
    public ChannelFactory<DatagramChannel> datagramChannels(InetAddress local) {
        InternetProtocolFamily family =
                local instanceof Inet4Address ? InternetProtocolFamily.IPv4 : InternetProtocolFamily.IPv6;
        return epoll ? () -> new EpollDatagramChannel(family) : () -> new NioDatagramChannel(family);
    }

    /** The same, whose reads take in as many datagrams at once as slots of so many bytes fit in a buffer; 0 for one. */
    ChannelFactory<DatagramChannel> datagramChannels(InetAddress local, int slot) {
        ChannelFactory<DatagramChannel> plain = datagramChannels(local);
        return slot == 0 ? plain : () -> WithEpoll.slotted(plain.newChannel(), slot);
    }

    /** Opens sockets of media without a channel of Netty's; null where that cannot be done. */
    UdpBinder.@Nullable Opener direct() {
        return epoll ? DIRECT : null;
    }

    /** It takes Netty 4.2, and a Java that may call the C library. */
    private static UdpBinder.@Nullable Opener opener() {
        try {
            return UdpCalls.available()
                    ? (UdpBinder.Opener) Class.forName(UdpBinder.class.getPackageName() + ".DirectUdp$Opener").getDeclaredConstructor().newInstance() : null;
        } catch (ReflectiveOperationException | LinkageError absent) {
            return null;
        }
    }

    /** Whether one system call can read several datagrams. */
    boolean readsSeveral() {
        return epoll;
    }

    /** Makes UDP channels that reach addresses of every family this machine has; for clients. */
    public ChannelFactory<DatagramChannel> datagramChannels() {
        return epoll ? EpollDatagramChannel::new : NioDatagramChannel::new;
    }

    /** Starts to shut down: open channels are closed, tasks already posted run, later ones are rejected. */
    public CompletionStage<Void> shutdown() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loops.forEach(NettyLoop::closeChannels); // Netty closes them only where it has noticed the end before its last tasks
        group.shutdownGracefully(QUIET_MILLIS, TimeUnit.SECONDS.toMillis(SHUTDOWN_SECONDS), TimeUnit.MILLISECONDS)
                .addListener(ended -> {
                    loops.forEach(NettyLoop::ended);
                    done.complete(null);
                });
        return done;
    }

    /** Shuts down and waits for the threads to end, at most a few seconds; does not wait when called on a loop. */
    @Override
    public void close() {
        CompletableFuture<Void> done = shutdown().toCompletableFuture();
        if (loops.stream().anyMatch(NettyLoop::inLoop)) {
            return;
        }
        done.completeOnTimeout(null, 2 * SHUTDOWN_SECONDS, TimeUnit.SECONDS).join();
    }

    private static ThreadFactory threadFactory(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new FastThreadLocalThread(task, name + "-" + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Keeps the verifier from looking for epoll classes where there are none. */
    private static final class WithEpoll {
        static EventLoopGroup group(int threads, ThreadFactory factory) {
            return new EpollEventLoopGroup(threads, factory);
        }

        static DatagramChannel slotted(DatagramChannel channel, int slot) {
            ((EpollDatagramChannel) channel).config().setMaxDatagramPayloadSize(slot);
            return channel;
        }
    }
}
