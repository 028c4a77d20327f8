package io.rvoip.ice;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.ice4j.ice.Component;
import org.ice4j.ice.HostCandidate;
import org.ice4j.ice.LocalCandidate;
import org.ice4j.ice.harvest.AbstractCandidateHarvester;
import org.ice4j.socket.IceUdpSocketWrapper;
import org.ice4j.socket.MultiplexingDatagramSocket;

/** Gives ice4j a host candidate on the loopback, which its own harvesters pass over. */
final class LoopbackHarvester extends AbstractCandidateHarvester implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 3_000;
    private final List<MultiplexingDatagramSocket> sockets = new CopyOnWriteArrayList<>();
    private DatagramSocket media;

    @Override
    public Collection<LocalCandidate> harvest(Component component) {
        try {
            MultiplexingDatagramSocket socket = new MultiplexingDatagramSocket(new InetSocketAddress("127.0.0.1", 0));
            sockets.add(socket);
            media = socket.getSocket(packet -> packet.getData()[packet.getOffset()] >= 'A');
            media.setSoTimeout(TIMEOUT_MILLIS);
            IceUdpSocketWrapper wrapper = new IceUdpSocketWrapper(socket);
            HostCandidate candidate = new HostCandidate(wrapper, component);
            component.addLocalCandidate(candidate);
            candidate.getStunStack().addSocket(wrapper);
            return Set.of(candidate);
        } catch (IOException refused) {
            throw new IllegalStateException(refused);
        }
    }

    void say(String text, InetSocketAddress to) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        media.send(new DatagramPacket(bytes, bytes.length, to));
    }

    /** What arrived that is not STUN; waits three seconds for it. */
    String hear() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        media.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        sockets.forEach(MultiplexingDatagramSocket::close);
    }
}
