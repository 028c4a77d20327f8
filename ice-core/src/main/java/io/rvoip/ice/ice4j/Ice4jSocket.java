package io.rvoip.ice.ice4j;

import io.rvoip.ice.IceSocket;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.ice4j.socket.IceSocketWrapper;
import org.jspecify.annotations.Nullable;

/**
 * What ice4j takes for a socket: its thread waits here for messages that our loop puts in, and what it sends is handed to
 * our loop.
 */
final class Ice4jSocket extends IceSocketWrapper {
    /** What its thread reads at once. */
    static final int LONGEST = 1_500;

    private static final int ROOM = 128;

    private final IceSocket place;
    private final Outlet outlet;
    private final BlockingQueue<Arrived> arrived = new ArrayBlockingQueue<>(ROOM);
    /** Never bound: the library asks for it to see that we are UDP. */
    private final DatagramSocket kind;
    private volatile boolean closed;

    /** Who sends; called on threads of the library. */
    @FunctionalInterface
    interface Outlet {
        void send(byte[] message, InetSocketAddress local, InetSocketAddress to);
    }

    private record Arrived(byte[] message, InetSocketAddress from) {}

    Ice4jSocket(IceSocket place, Outlet outlet) throws SocketException {
        this.place = place;
        this.outlet = outlet;
        kind = new DatagramSocket(null);
    }

    IceSocket place() {
        return place;
    }

    /** @return false when its thread is behind, or it is closed */
    boolean put(byte[] message, InetSocketAddress from) {
        return !closed && arrived.offer(new Arrived(message, from));
    }

    @Override
    public void send(DatagramPacket packet) {
        if (!closed) {
            int start = packet.getOffset();
            outlet.send(Arrays.copyOfRange(packet.getData(), start, start + packet.getLength()), place.address(),
                    new InetSocketAddress(packet.getAddress(), packet.getPort()));
        }
    }

    @Override
    public void receive(DatagramPacket into) throws IOException {
        Arrived next;
        try {
            next = arrived.take();
        } catch (InterruptedException end) {
            throw new SocketException("interrupted");
        }
        if (closed) {
            throw new SocketException("closed");
        }
        System.arraycopy(next.message, 0, into.getData(), into.getOffset(), next.message.length);
        into.setLength(next.message.length);
        into.setSocketAddress(next.from);
    }

    @Override
    public void close() {
        closed = true;
        arrived.clear();
        arrived.offer(new Arrived(new byte[0], place.address())); // wakes its thread
        kind.close();
    }

    @Override
    public InetAddress getLocalAddress() {
        return place.address().getAddress();
    }

    @Override
    public int getLocalPort() {
        return place.address().getPort();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return place.address();
    }

    @Override
    public @Nullable Socket getTCPSocket() {
        return null;
    }

    @Override
    public DatagramSocket getUDPSocket() {
        return kind;
    }
}
