package io.rvoip.sip.transport;

import static io.rvoip.sip.transport.TcpFixture.connect;
import static io.rvoip.sip.transport.TcpFixture.write;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Input of the kinds that have brought others down; after each a good request passes, and nothing is left behind. */
class HostileInputTest {
    private static final String GOOD = "127.0.0.1:5060;branch=z9hG4bK1";
    private static TcpFixture fixture;
    private static ListenPoint tcp;
    private static ListenPoint udp;

    @BeforeAll
    static void listen() {
        fixture = new TcpFixture(TransportLimits.DEFAULT);
        tcp = fixture.listen(TransportProtocol.TCP, "127.0.0.1");
        udp = fixture.listen(TransportProtocol.UDP, "127.0.0.1");
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    static Stream<Arguments> cases() {
        String good = Requests.options("TCP " + GOOD, "bad");
        return Stream.of(
                Arguments.of("zeros", "\0".repeat(400)),
                Arguments.of("all byte values", allBytes()),
                Arguments.of("no line ends", "A".repeat(8_000)),
                Arguments.of("line ends", "\r\n".repeat(4_000)),
                Arguments.of("returns", "\r".repeat(4_000)),
                Arguments.of("TLS hello", "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003" + "x".repeat(500)),
                Arguments.of("HTTP", "GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
                Arguments.of("STUN", "\0\u0001\0\0\u0021\u0012\u00a4\u0042" + "0123456789ab"),
                Arguments.of("wrong version", good.replace("SIP/2.0\r", "SIP/7.0\r")),
                Arguments.of("length above body", good.replace("Length: 0", "Length: 5")),
                Arguments.of("length -999", good.replace("Length: 0", "Length: -999")),
                Arguments.of("length of 4 GiB", good.replace("Length: 0", "Length: 4294967296")),
                Arguments.of("length 1e9", good.replace("Length: 0", "Length: 1e9")),
                Arguments.of("two lengths", good.replace("X-Odd:", "l: 7\r\nX-Odd:")),
                Arguments.of("CSeq method", good.replace("1 OPTIONS", "1 INVITE")),
                Arguments.of("CSeq method of 1 KiB", good.replace("1 OPTIONS", "1 " + "X".repeat(1_024))),
                Arguments.of("no Via", good.replaceFirst("v:.*\r\n", "")),
                Arguments.of("no From", good.replaceFirst("f:.*\r\n", "")),
                Arguments.of("no To", good.replaceFirst("To:.*\r\n", "")),
                Arguments.of("no Call-ID", good.replaceFirst("Call-ID:.*\r\n", "")),
                Arguments.of("no CSeq", good.replaceFirst("CSeq:.*\r\n", "")),
                Arguments.of("2,000 headers", good.replace("X-Odd:", "X-A: b\r\n".repeat(2_000) + "X-Odd:")),
                Arguments.of("500 Via", good.replace("v: ", "v: SIP/2.0/UDP h;branch=z9hG4bKx\r\n".repeat(500) + "v: ")),
                Arguments.of("60 KiB header", good.replace("X-Odd:", "X-Odd: " + "y".repeat(60_000))),
                Arguments.of("stray 200", Requests.ok("UDP 203.0.113.7;branch=z9hG4bK1", "stray")),
                Arguments.of("folded to the end", good.replace("X-Odd:", "X-Odd: a\r\n " + "\r\n x".repeat(500))));
    }

    private static String allBytes() {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 1_024; i++) {
            all.append((char) (i & 0xFF));
        }
        return all.toString();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void overUdp(String name, String input) throws IOException {
        try (DatagramSocket peer = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            for (String text : List.of(input, Requests.options("UDP " + GOOD, goodId(name)))) {
                byte[] bytes = text.getBytes(ISO_8859_1);
                peer.send(new DatagramPacket(bytes, bytes.length, udp.address()));
            }
        }
        assertGoodOneArrives(goodId(name));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void overTcp(String name, String input) throws IOException {
        try (Socket bad = connect(tcp); Socket good = connect(tcp)) {
            try {
                bad.getOutputStream().write(input.getBytes(ISO_8859_1));
            } catch (SocketException closedAlready) {
                assertThat(bad.isConnected()).isTrue();
            }
            write(good, Requests.options("TCP " + GOOD, goodId(name)));
            assertGoodOneArrives(goodId(name));
        }
        TcpFixture.await(() -> fixture.connections() == 0);
    }

    private static String goodId(String name) {
        return "good-" + name.replace(' ', '-').replace(',', '-');
    }

    private static void assertGoodOneArrives(String callId) {
        RecordingInbox.Received got = fixture.inbox.next();
        while (!got.message().callId().equals(callId)) {
            got = fixture.inbox.next();
        }
        assertThat(fixture.metrics.count("rvoip_sip_failures_total")).isZero();
        assertThat(fixture.metrics.total("rvoip_loop_task_failures_total")).isZero();
    }
}
