package io.rvoip.ice;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.Metrics;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** An agent on a real socket of the loopback, with the calling thread as its loop. */
final class SocketPeer implements IceEvents, AutoCloseable {
    final IceAgent agent;
    final List<IceCandidate> candidates = new ArrayList<>();
    final List<String> heard = new CopyOnWriteArrayList<>();
    final List<IceFailure> failures = new ArrayList<>();
    private final DatagramSocket socket;

    SocketPeer(IceConfig config) throws IOException {
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        socket.setSoTimeout(5);
        agent = IceAgents.create(config, new SecureIds(), CryptoProvider.jdk(), Metrics.none(), this);
        agent.gather(List.of(new IceSocket(0, 1, address())), now());
    }

    private InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    long now() {
        return System.nanoTime();
    }

    /** Is the loop until something holds; false when it does not within this time. */
    boolean run(BooleanSupplier enough, long seconds) throws IOException {
        long end = now() + TimeUnit.SECONDS.toNanos(seconds);
        byte[] bytes = new byte[2_048];
        while (!enough.getAsBoolean() && now() < end) {
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
        return enough.getAsBoolean();
    }

    void say(String text) {
        agent.send(0, 1, Unpooled.copiedBuffer(text, StandardCharsets.UTF_8), now());
    }

    @Override
    public void transmit(ByteBuf datagram, InetSocketAddress local, InetSocketAddress to) {
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
    public void valid(int stream, IcePair pair) {}

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
