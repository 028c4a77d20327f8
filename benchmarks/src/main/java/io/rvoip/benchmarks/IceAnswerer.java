package io.rvoip.benchmarks;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.IdSource;
import io.rvoip.common.Metrics;
import io.rvoip.common.crypto.SecureIds;
import io.rvoip.common.transport.EventLoops;
import io.rvoip.common.transport.NettyLoop;
import io.rvoip.common.transport.UdpBinder;
import io.rvoip.ice.IceRole;
import io.rvoip.rtp.transport.MediaHandler;
import io.rvoip.rtp.transport.MediaSocket;
import io.rvoip.rtp.transport.PortLease;
import io.rvoip.rtp.transport.SharedPort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** The measured side of the ICE benchmark: agents behind one UDP port, as many as are asked for over a connection. */
public final class IceAnswerer {
    private static final int MOST = 100_000;

    private IceAnswerer() {}

    /** Args: the UDP port, the TCP port of the connection. Prints READY. */
    public static void main(String[] args) throws IOException {
        InetAddress host = InetAddress.getLoopbackAddress();
        NettyLoop loop = EventLoops.create("ice", 1).loops().get(0);
        UdpBinder binder = UdpBinder.media(Metrics.none()).withBatch(16).withReceiveBuffer(4 << 20).withSendQueue(4 << 20);
        SharedPort port = SharedPort.at(new InetSocketAddress(host, Integer.parseInt(args[0])), binder, loop, MOST, Metrics.none());
        port.open().toCompletableFuture().join();
        ServerSocket door = new ServerSocket(Integer.parseInt(args[1]), 1, host);
        Thread signalling = new Thread(() -> answer(door, loop, port), "signalling");
        signalling.setDaemon(true);
        signalling.start();
        System.out.println("READY");
        HeapProbe.answer();
    }

    private static void answer(ServerSocket door, NettyLoop loop, SharedPort port) {
        IdSource ids = new SecureIds();
        while (!door.isClosed()) {
            answer(door, loop, port, ids);
        }
    }

    private static void answer(ServerSocket door, NettyLoop loop, SharedPort port, IdSource ids) {
        try (Socket peer = door.accept();
             BufferedReader in = new BufferedReader(new InputStreamReader(peer.getInputStream(), StandardCharsets.US_ASCII));
             PrintStream out = new PrintStream(peer.getOutputStream(), true, StandardCharsets.US_ASCII)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String offer = line;
                out.println(CompletableFuture.supplyAsync(() -> new Leg(loop, ids, port).answer(offer), loop).join());
            }
        } catch (IOException over) {
            // the other side has ended
        }
    }

    /** A part of the port, and its agent. */
    private static final class Leg implements IceSession.Way, MediaHandler {
        private final MediaSocket socket;
        private final PortLease lease;
        private final IceSession session;

        Leg(NettyLoop loop, IdSource ids, SharedPort port) {
            socket = port.lease(loop, this);
            lease = Objects.requireNonNull(socket.lease(), "lease");
            session = new IceSession(loop, ids, socket.rtpAddress(), this);
        }

        String answer(String offer) {
            String told = session.told();
            lease.named(told.substring(0, told.indexOf(' ')));
            session.start(offer, IceRole.CONTROLLED);
            return told;
        }

        @Override
        public void send(ByteBuf datagram, InetSocketAddress to) {
            socket.sendRtp(datagram, to);
        }

        @Override
        public void checked(InetSocketAddress from) {
            lease.checked(from);
        }

        @Override
        public void stun(ByteBuf datagram, InetSocketAddress from, boolean onRtcpPort, long now) {
            session.stun(datagram, from, onRtcpPort, now);
        }

        @Override
        public void rtp(ByteBuf datagram, InetSocketAddress from, long now) {
            datagram.release();
        }

        @Override
        public void rtcp(ByteBuf datagram, InetSocketAddress from, long now) {
            datagram.release();
        }
    }
}
