package io.rvoip.ice;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.TimeSource;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.common.crypto.SecureIds;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** An agent on a real socket of the loopback, with the calling thread as its loop. */
final class SocketPeer implements IceEvents, AutoCloseable {
    private static final int BINDING_SUCCESS = 0x0101;

    final IceAgent agent;
    final List<IceCandidate> candidates = new ArrayList<>();
    final List<String> heard = new CopyOnWriteArrayList<>();
    final List<IceFailure> failures = new ArrayList<>();
    final List<IcePair> valid = new ArrayList<>();
    /** Checks of the other side that were answered. */
    long answered;

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final DatagramSocket socket;

    SocketPeer(IceConfig config) throws IOException {
        this(config, (settings, events, loop) ->
                IceAgents.create(settings, new SecureIds(), CryptoProvider.jdk(), Metrics.none(), events));
    }

    SocketPeer(IceConfig config, IceEngine engine) throws IOException {
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        socket.setSoTimeout(5);
        agent = engine.open(config, this, new Tasks());
        agent.gather(List.of(new IceSocket(0, 1, address())), now());
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    long now() {
        return System.nanoTime();
    }

    /** Is the loop until something holds; false when it does not within this time. */
    boolean run(BooleanSupplier enough, long seconds) throws IOException {
        return run(enough, seconds, this);
    }

    /** Is the loop of several. */
    static boolean run(BooleanSupplier enough, long seconds, SocketPeer... all) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!enough.getAsBoolean() && System.nanoTime() < end) {
            for (SocketPeer one : all) {
                one.step();
            }
        }
        return enough.getAsBoolean();
    }

    private void step() throws IOException {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
        byte[] bytes = new byte[2_048];
        DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
        try {
            socket.receive(packet);
            ByteBuf datagram = Unpooled.wrappedBuffer(bytes, 0, packet.getLength());
            InetSocketAddress from = (InetSocketAddress) packet.getSocketAddress();
            if (!agent.received(datagram, address(), from, now()) && bytes[0] >= 'A') {
                heard.add(datagram.toString(StandardCharsets.UTF_8));
            }
        } catch (SocketTimeoutException nothing) {
            // time for the deadlines
        }
        if (now() >= agent.nextDeadline()) {
            agent.onDeadline(now());
        }
    }

    /** What libraries with threads of their own want done here. */
    private final class Tasks implements Loop {
        @Override
        public TimeSource time() {
            throw new IllegalStateException("nobody asks");
        }

        @Override
        public boolean inLoop() {
            throw new IllegalStateException("nobody asks");
        }

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        @Override
        public Timer timer(Runnable onExpiry) {
            throw new IllegalStateException("nobody asks");
        }
    }

    void say(String text) {
        agent.send(0, 1, Unpooled.copiedBuffer(text, StandardCharsets.UTF_8), now());
    }

    @Override
    public void transmit(ByteBuf datagram, InetSocketAddress local, InetSocketAddress to) {
        if (datagram.getShort(0) == BINDING_SUCCESS) {
            answered++;
        }
        byte[] bytes = new byte[datagram.readableBytes()];
        datagram.readBytes(bytes);
        datagram.release();
        try {
            socket.send(new DatagramPacket(bytes, bytes.length, to));
        } catch (IOException unreachable) {
            // as lost on the way
        }
    }

    @Override
    public void transmit(ByteBuf frame, RelayStream over, InetSocketAddress to) {
        frame.release();
        throw new IllegalStateException("no relays here");
    }

    @Override
    public void ended(RelayStream stream) {
        throw new IllegalStateException("no relays here");
    }

    @Override
    public void candidate(int stream, IceCandidate candidate) {
        candidates.add(candidate);
    }

    @Override
    public void gathered() {}

    @Override
    public void valid(int stream, IcePair pair) {
        valid.add(pair);
    }

    @Override
    public void selected(int stream, IcePair pair) {}

    @Override
    public void relayed(int stream, int component, ByteBuf datagram, InetSocketAddress from) {
        heard.add(datagram.toString(StandardCharsets.UTF_8));
    }

    @Override
    public void failed(int stream, IceFailure failure) {
        failures.add(failure);
    }

    @Override
    public void state(IceState state) {}

    @Override
    public void close() {
        agent.close();
        socket.close();
    }
}
