package io.rvoip.rtp.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.Loop;
import io.rvoip.common.transport.EventLoops;
import io.rvoip.common.transport.UdpBinder;
import io.rvoip.testing.TestMetrics;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real connections on loopback to a leg on another loop than the port's. */
@Timeout(30)
class TcpListenerTest {
    private static final int TRIES = 20;
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final TestMetrics metrics = new TestMetrics();
    private final EventLoops loops = EventLoops.nio("tcp-media", 2, metrics);
    private final Loop legLoop = loops.loops().get(1);
    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    private SharedPort port;
    private MediaSocket leg;

    private record Heard(String what, ByteBuf packet, InetSocketAddress from) {}

    @BeforeEach
    void open() throws Exception {
        for (int i = 0; i < TRIES && port == null; i++) {
            int free = freePort();
            SharedPort made = SharedPort.at(new InetSocketAddress(LOOPBACK, free), UdpBinder.media(metrics), loops.loops().get(0), 3, metrics)
                    .withConnections(new TcpListener());
            CompletableFuture<Void> opened = made.open().toCompletableFuture();
            if (opened.handle((nothing, failure) -> failure == null).get(5, TimeUnit.SECONDS)) {
                port = made;
            }
        }
        leg = port.lease(legLoop, new MediaHandler() {
            @Override
            public void rtp(ByteBuf datagram, InetSocketAddress from, long now) {
                heard.add(new Heard("rtp", datagram, from));
            }

            @Override
            public void rtcp(ByteBuf datagram, InetSocketAddress from, long now) {
                heard.add(new Heard("rtcp", datagram, from));
            }

            @Override
            public void stunConnected(ByteBuf packet, InetSocketAddress from, long now) {
                heard.add(new Heard("stun", packet, from));
            }
        });
        leg.lease().named("aaaa");
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, LOOPBACK)) {
            return Math.min(65_000, any.getLocalPort());
        }
    }

    @AfterEach
    void close() {
        leg.close();
        port.close();
        loops.close();
    }

    private Socket connect() throws IOException {
        InetSocketAddress at = port.connectionsAddress().orElseThrow();
        return new Socket(at.getAddress(), at.getPort());
    }

    private static void send(Socket to, ByteBuf packet) throws IOException {
        byte[] octets = new byte[packet.readableBytes()];
        packet.readBytes(octets);
        OutputStream out = to.getOutputStream();
        out.write(octets.length >> 8);
        out.write(octets.length);
        out.write(octets);
        out.flush();
    }

    private static ByteBuf check(String fragment) {
        byte[] name = (fragment + ":theirs").getBytes(StandardCharsets.US_ASCII);
        ByteBuf message = Unpooled.buffer().writeShort(1).writeShort(0).writeInt(0x2112A442).writeLong(1).writeInt(7)
                .writeShort(0x0006).writeShort(name.length).writeBytes(name).writeZero(-name.length & 3);
        return message.setShort(2, message.readableBytes() - 20);
    }

    private static ByteBuf rtp(int octets) {
        return Unpooled.buffer().writeByte(0x80).writeByte(0).writeZero(octets - 2);
    }

    private Heard next() throws InterruptedException {
        Heard one = heard.poll(10, TimeUnit.SECONDS);
        assertThat(one).isNotNull();
        return one;
    }

    private long closed(String reason) {
        return metrics.count("rvoip_media_connections_closed_total", "reason", reason);
    }

    /** Until the other side has closed it. */
    private static void awaitEnd(Socket of) throws IOException {
        of.setSoTimeout(10_000);
        try {
            assertThat(of.getInputStream().read()).isEqualTo(-1);
        } catch (java.net.SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }

    @Test
    void packetsGoBothWays() throws Exception {
        try (Socket far = connect()) {
            send(far, check("aaaa"));
            send(far, rtp(1_400));
            assertThat(next().what()).isEqualTo("stun");
            Heard media = next();
            assertThat(media.packet().readableBytes()).isEqualTo(1_400);
            assertThat(media.from()).isEqualTo(far.getLocalSocketAddress());
            legLoop.execute(() -> {
                leg.lease().sendConnected(rtp(300), media.from());
                leg.lease().sendConnected(rtp(40), media.from());
            });
            far.setSoTimeout(10_000);
            DataInputStream in = new DataInputStream(far.getInputStream());
            assertThat(in.readUnsignedShort()).isEqualTo(300);
            assertThat(in.readNBytes(300)[0]).isEqualTo((byte) 0x80);
            assertThat(in.readUnsignedShort()).isEqualTo(40);
        }
    }

    @Test
    void garbageEndsTheConnection() throws Exception {
        try (Socket far = connect()) {
            far.getOutputStream().write("GET / HTTP/1.1\r\nHost: example\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            awaitEnd(far);
        }
        assertThat(closed("broken")).as("47 45, far more than a packet has").isEqualTo(1);
        try (Socket far = connect()) {
            send(far, rtp(100));
            awaitEnd(far);
        }
        assertThat(closed("stranger")).isEqualTo(1);
        assertThat(heard).isEmpty();
    }

    @Test
    void aPacketThatIsTooLongEndsAConnectionInUse() throws Exception {
        try (Socket far = connect()) {
            send(far, check("aaaa"));
            next();
            far.getOutputStream().write(new byte[] {(byte) 0xFF, (byte) 0xFF, 0});
            awaitEnd(far);
        }
        assertThat(closed("broken")).isEqualTo(1);
    }

    /** One who does not read costs what his queue holds, and nothing waits for him. */
    @Test
    void mediaForWhoDoesNotReadIsDropped() throws Exception {
        try (Socket far = connect()) {
            send(far, check("aaaa"));
            InetSocketAddress there = next().from();
            CompletableFuture<Void> sent = new CompletableFuture<>();
            flood(there, 40_000, sent);
            sent.get(20, TimeUnit.SECONDS);
            assertThat(metrics.count("rvoip_media_connections_dropped_total", "reason", "queue-full")).isPositive();
            send(far, rtp(100));
            assertThat(next().what()).as("it is heard still").isEqualTo("rtp");
        }
    }

    /** In small portions, as the way to the port's loop holds no more. */
    private void flood(InetSocketAddress there, int left, CompletableFuture<Void> sent) {
        legLoop.execute(() -> {
            for (int i = 0; i < 100; i++) {
                leg.lease().sendConnected(rtp(1_000), there);
            }
            if (left > 100) {
                flood(there, left - 100, sent);
            } else {
                loops.loops().get(0).execute(() -> sent.complete(null));
            }
        });
    }

    @Test
    void aPortThatIsTakenIsNamed() {
        InetSocketAddress taken = port.connectionsAddress().orElseThrow();
        SharedPort other = SharedPort.at(new InetSocketAddress(LOOPBACK, taken.getPort() - 1),
                (local, loop, receiver) -> CompletableFuture.completedStage(new SilentPath(local)), loops.loops().get(0), 3, metrics)
                .withConnections(new TcpListener());
        assertThatThrownBy(() -> other.open().toCompletableFuture().get(5, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(IOException.class)
                .cause().isInstanceOf(BindException.class).hasMessageStartingWith("tcp ").hasMessageContaining(":" + taken.getPort());
    }

    private record SilentPath(InetSocketAddress localAddress) implements io.rvoip.common.DatagramPath {
        @Override
        public boolean send(ByteBuf datagram, InetSocketAddress to) {
            return datagram.release();
        }

        @Override
        public void close() {}
    }
}
