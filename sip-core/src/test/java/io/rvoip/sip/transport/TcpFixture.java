package io.rvoip.sip.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rvoip.common.transport.EventLoops;
import io.rvoip.common.transport.NettyLoop;
import io.rvoip.common.transport.UdpBinder;
import io.rvoip.testing.TestMetrics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** Our transports over real loopback sockets, with plain Java sockets at the other end. */
final class TcpFixture implements AutoCloseable {
    final EventLoops loops;
    final NettyLoop shard;
    final RecordingInbox inbox = new RecordingInbox();
    final TestMetrics metrics = new TestMetrics();
    final SipTransports transports;

    /** On the best loops of this machine. */
    TcpFixture(TransportLimits limits) {
        this(limits, EventLoops.create("tcp-test", 2));
    }

    TcpFixture(TransportLimits limits, EventLoops loops) {
        this(limits, loops, builder -> builder);
    }

    /** @param more what the transports get beside the usual */
    TcpFixture(TransportLimits limits, EventLoops loops, UnaryOperator<SipTransports.Builder> more) {
        this.loops = loops;
        shard = loops.next();
        transports = more.apply(SipTransports.builder(Shards.single(shard, inbox)).withTcp(loops)
                .withUdp(UdpBinder.signalling(metrics), shard).withLimits(limits).withMetrics(metrics)).build();
    }

    ListenPoint listen(TransportProtocol protocol, String host) {
        return get(transports.listen(protocol, new InetSocketAddress(host, 0)));
    }

    static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static TransportException failure(CompletionStage<?> stage) {
        return get(stage.handle((done, thrown) -> TransportException.from(thrown)));
    }

    /** A plain socket that gives up reading after ten seconds. */
    static Socket connect(ListenPoint to) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
        InetAddress address = to.address().getAddress();
        socket.connect(new InetSocketAddress(address, to.address().getPort()), 10_000);
        return socket;
    }

    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
    }

    /** Reads exactly so many bytes. */
    static String read(Socket socket, int count) throws IOException {
        return new String(socket.getInputStream().readNBytes(count), UTF_8);
    }

    /** Reads up to the end of the stream; a reset counts as an end. */
    static String readToEnd(Socket socket) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        try {
            for (int b = in.read(); b >= 0; b = in.read()) {
                all.write(b);
            }
        } catch (SocketException reset) {
            return all.toString(UTF_8);
        }
        return all.toString(UTF_8);
    }

    /** Waits for what other threads do; no longer than ten seconds. */
    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("did not happen within 10 s");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    double connections() {
        return metrics.gaugeValue("rvoip_sip_connections");
    }

    @Override
    public void close() {
        transports.close();
        loops.close();
    }
}
