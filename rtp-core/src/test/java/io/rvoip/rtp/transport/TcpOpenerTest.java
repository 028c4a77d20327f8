package io.rvoip.rtp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.Loop;
import io.rvoip.common.transport.EventLoops;
import io.rvoip.testing.TestMetrics;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real connections on loopback. */
@Timeout(30)
class TcpOpenerTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final EventLoops loops = EventLoops.nio("tcp-opener", 1, new TestMetrics());
    private final Loop loop = loops.loops().get(0);
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    private final ConnectionEvents events = new ConnectionEvents() {
        @Override
        public void received(MediaConnection connection, ByteBuf packet) {
            heard.add((loop.inLoop() ? "" : "elsewhere: ") + packet.toString(StandardCharsets.US_ASCII));
            packet.release();
        }

        @Override
        public void broken(MediaConnection connection, String why) {
            heard.add("broken: " + why);
        }

        @Override
        public void closed(MediaConnection connection) {
            heard.add("closed");
        }
    };

    @AfterEach
    void close() {
        loops.close();
    }

    private MediaConnection open(int port) {
        CompletableFuture<MediaConnection> opened = new CompletableFuture<>();
        loop.execute(() -> opened.complete(new TcpOpener().open(LOOPBACK, new InetSocketAddress(LOOPBACK, port), loop, events)));
        return opened.join();
    }

    private boolean send(MediaConnection over, String text, boolean check) {
        CompletableFuture<Boolean> sent = new CompletableFuture<>();
        loop.execute(() -> sent.complete(over.send(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII), check)));
        return sent.join();
    }

    private String next() throws InterruptedException {
        return heard.poll(10, TimeUnit.SECONDS);
    }

    private static String read(DataInputStream from) throws IOException {
        byte[] packet = new byte[from.readUnsignedShort()];
        from.readFully(packet);
        return new String(packet, StandardCharsets.US_ASCII);
    }

    @Test
    void aCheckWaitsForTheConnectionAndPacketsGoBothWaysBehindTheirLength() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, LOOPBACK)) {
            CompletableFuture<MediaConnection> opened = new CompletableFuture<>();
            loop.execute(() -> {
                MediaConnection made = new TcpOpener().open(LOOPBACK, new InetSocketAddress(LOOPBACK, server.getLocalPort()), loop, events);
                made.send(Unpooled.copiedBuffer("check", StandardCharsets.US_ASCII), true);
                if (made.send(Unpooled.copiedBuffer("media", StandardCharsets.US_ASCII), false)) {
                    heard.add("media was taken before the connection was there");
                }
                opened.complete(made);
            });
            MediaConnection connection = opened.join();
            try (Socket far = server.accept()) {
                DataInputStream in = new DataInputStream(far.getInputStream());
                DataOutputStream out = new DataOutputStream(far.getOutputStream());
                assertThat(read(in)).isEqualTo("check");
                out.writeShort(6);
                out.writeBytes("answer");
                assertThat(next()).isEqualTo("answer");
                assertThat(send(connection, "media", false)).isTrue();
                assertThat(read(in)).isEqualTo("media");
            }
            assertThat(next()).isEqualTo("closed");
            assertThat(send(connection, "media", false)).as("to who is gone").isFalse();
        }
    }

    @Test
    void aRefusalIsTold() throws Exception {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, LOOPBACK)) {
            port = gone.getLocalPort();
        }
        MediaConnection connection = open(port);
        assertThat(next()).startsWith("broken: ").contains("refused");
        assertThat(send(connection, "check", true)).isFalse();
    }

    @Test
    void oneThatIsClosedWhileItIsOpenedLeavesNothing() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, LOOPBACK)) {
            loop.execute(() -> {
                MediaConnection made = new TcpOpener().open(LOOPBACK, new InetSocketAddress(LOOPBACK, server.getLocalPort()), loop, events);
                made.send(Unpooled.copiedBuffer("check", StandardCharsets.US_ASCII), true);
                made.close();
            });
            server.setSoTimeout(1_000);
            try (Socket far = server.accept()) {
                assertThat(far.getInputStream().read()).as("its end, and no check").isEqualTo(-1);
            } catch (SocketTimeoutException | SocketException never) {
                assertThat(never).as("it was ended before it was there").isNotNull();
            }
        }
    }

    @Test
    void aPacketThatIsTooLongBreaksIt() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, LOOPBACK)) {
            MediaConnection connection = open(server.getLocalPort());
            try (Socket far = server.accept()) {
                send(connection, "check", true);
                new DataOutputStream(far.getOutputStream()).writeShort(2_049);
                assertThat(next()).isEqualTo("broken: a packet of more than 2048 octets");
            }
        }
    }
}
