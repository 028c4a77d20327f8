package io.rvoip.benchmarks;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.IdSource;
import io.rvoip.common.Metrics;
import io.rvoip.common.crypto.SecureIds;
import io.rvoip.common.transport.EventLoops;
import io.rvoip.common.transport.NettyLoop;
import io.rvoip.common.transport.UdpBinder;
import io.rvoip.ice.IceRole;
import io.rvoip.ice.IceState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;

/** The other side of the ICE benchmark: agents with a socket each. */
public final class IceCaller {
    /** Begun and not connected yet. */
    private static final int MOST_AT_ONCE = 200;

    private IceCaller() {}

    /** Args: the TCP port of the answering side, how many, the UDP port of the first. Prints READY, then answers each line on its standard input. */
    public static void main(String[] args) throws Exception {
        int count = Integer.parseInt(args[1]);
        NettyLoop loop = EventLoops.create("ice", 1).loops().get(0);
        UdpBinder binder = UdpBinder.media(Metrics.none());
        IdSource ids = new SecureIds();
        List<Caller> callers = new ArrayList<>();
        Semaphore room = new Semaphore(MOST_AT_ONCE);
        for (int port = Integer.parseInt(args[2]); callers.size() < count; port++) {
            try {
                callers.add(new Caller(loop, binder, ids, port, room));
            } catch (CompletionException taken) {
                System.err.println("passed over: " + taken.getCause().getMessage());
            }
        }
        System.out.println("READY");
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        commands.readLine();
        System.out.println(connect(callers, room, Integer.parseInt(args[0])));
        while (commands.readLine() != null) {
            System.out.println(CompletableFuture.supplyAsync(
                () -> callers.stream().filter(caller -> caller.session.state() == IceState.CONNECTED).count(), loop).join());
        }
    }

    /** How long it took until all were connected, in seconds. */
    private static double connect(List<Caller> callers, Semaphore room, int port) throws IOException, InterruptedException {
        try (Socket peer = new Socket(InetAddress.getLoopbackAddress(), port);
             BufferedReader in = new BufferedReader(new InputStreamReader(peer.getInputStream(), StandardCharsets.US_ASCII));
             PrintStream out = new PrintStream(peer.getOutputStream(), true, StandardCharsets.US_ASCII)) {
            long begun = System.nanoTime();
            for (Caller caller : callers) {
                room.acquire();
                out.println(caller.offer);
                String answer = in.readLine();
                caller.loop.execute(() -> caller.session.start(answer, IceRole.CONTROLLING));
            }
            room.acquire(MOST_AT_ONCE);
            return (System.nanoTime() - begun) / 1e9;
        }
    }

    /** A socket and its agent. */
    private static final class Caller implements IceSession.Way {
        final NettyLoop loop;
        final IceSession session;
        final String offer;
        private final Semaphore room;
        private final DatagramPath path;
        private boolean connected;

        Caller(NettyLoop loop, UdpBinder binder, IdSource ids, int port, Semaphore room) {
            this.loop = loop;
            this.room = room;
            path = binder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), loop, this::received).toCompletableFuture().join();
            session = CompletableFuture.supplyAsync(() -> new IceSession(loop, ids, path.localAddress(), this), loop).join();
            offer = session.told();
        }

        private void received(DatagramPath on, ByteBuf datagram, InetSocketAddress from) {
            session.stun(datagram, from, false, loop.now());
        }

        @Override
        public void send(ByteBuf datagram, InetSocketAddress to) {
            path.send(datagram, to);
        }

        @Override
        public void became(IceState state) {
            if (state == IceState.CONNECTED && !connected) {
                connected = true;
                room.release();
            }
        }
    }
}
