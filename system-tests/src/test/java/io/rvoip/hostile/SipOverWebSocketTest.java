package io.rvoip.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rvoip.common.SecurityProfile;
import io.rvoip.presets.SmallOffice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** SECURITY.md 2.3 for WebSocket: upgrades that never end, and frames that say nothing. A good phone connects meanwhile. */
@Timeout(60)
class SipOverWebSocketTest {
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: sip\r\n";

    private static Target target;
    private static InetSocketAddress office;

    @BeforeAll
    static void open() {
        target = Target.open(SmallOffice.forDomain(Target.DOMAIN).withSecurityProfile(SecurityProfile.DEVELOPMENT)
            .withListen("ws://127.0.0.1:0"));
        office = target.udp();
    }

    @AfterAll
    static void close() {
        target.close();
    }

    @AfterEach
    void aGoodPhoneConnectsWithinASecond() throws InterruptedException {
        Duration fastest = Duration.ofHours(1);
        for (int i = 0; i < 3 && fastest.compareTo(Duration.ofSeconds(1)) > 0; i++) {
            long start = System.nanoTime();
            assertServed();
            fastest = Duration.ofNanos(Math.min(fastest.toNanos(), System.nanoTime() - start));
        }
        assertThat(fastest).isLessThan(Duration.ofSeconds(1));
        target.assertSound();
    }

    private static void assertServed() throws InterruptedException {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        WebSocket good = HttpClient.newHttpClient().newWebSocketBuilder().subprotocols("sip")
            .buildAsync(URI.create("ws://127.0.0.1:" + office.getPort() + "/"), new WebSocket.Listener() {
                @Override
                public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                    heard.add(data.toString());
                    return null;
                }
            }).join();
        good.sendText(SecureLine.options(1).replace("/TLS", "/WS"), true).join();
        assertThat(heard.poll(10, TimeUnit.SECONDS)).startsWith("SIP/2.0 401");
        good.abort();
    }

    private static Socket connect(String from, String first) throws IOException {
        Socket socket = new Socket(office.getAddress(), office.getPort(), InetAddress.getByName(from), 0);
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(first.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static boolean ends(Socket socket) throws IOException {
        try {
            for (int octet = socket.getInputStream().read(); octet >= 0;) {
                octet = socket.getInputStream().read();
            }
        } catch (SocketException reset) {
            return true;
        }
        return true;
    }

    @Test
    void t13halfUpgradesMakeRoomAndEndByThemselves() throws Exception {
        List<Socket> half = new ArrayList<>();
        try {
            for (int i = 0; i < 1_500; i++) {
                half.add(connect("127.0." + (10 + i / 50) + ".1", REQUEST));
                if (i % 500 == 499) {
                    aGoodPhoneConnectsWithinASecond();
                }
            }
            assertThat(target.metric("rvoip_sip_handshakes ")).isLessThanOrEqualTo(1_024);
            assertThat(target.metric("rvoip_sip_handshake_failures_total{reason=\"evicted\"")).isPositive();
            await().atMost(Duration.ofSeconds(8)).until(() -> target.metric("rvoip_sip_handshakes ") == 0);
        } finally {
            for (Socket socket : half) {
                socket.close();
            }
        }
    }

    @Test
    void t13whoSendsAHeaderNowAndThenIsCutOffAllTheSame() throws IOException, InterruptedException {
        try (Socket slow = connect("127.0.8.1", "GET / HTTP/1.1\r\n")) {
            long start = System.nanoTime();
            try {
                for (int i = 0; i < 40; i++) {
                    slow.getOutputStream().write("X: y\r\n".getBytes(StandardCharsets.US_ASCII));
                    Thread.sleep(250);
                }
            } catch (SocketException closed) {
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
                return;
            }
            throw new AssertionError("still open after ten seconds");
        }
    }

    @Test
    void t13whoUpgradesAndSaysNothingIsCutOff() throws IOException {
        try (Socket silent = connect("127.0.8.2", REQUEST + "\r\n")) {
            silent.setSoTimeout(13_000);
            assertThat(ends(silent)).isTrue();
        }
    }
}
