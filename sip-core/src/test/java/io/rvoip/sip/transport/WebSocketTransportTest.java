package io.rvoip.sip.transport;

import static io.rvoip.sip.transport.TcpFixture.await;
import static io.rvoip.sip.transport.TcpFixture.connect;
import static io.rvoip.sip.transport.TcpFixture.failure;
import static io.rvoip.sip.transport.TcpFixture.get;
import static io.rvoip.sip.transport.TcpFixture.readToEnd;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.crypto.LocalAuthority;
import io.rvoip.common.transport.EventLoops;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.transport.tls.TlsPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 7118 over real loopback: between two of ours, with the JDK's client, and with raw octets. */
class WebSocketTransportTest {
    private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    private static final String UPGRADE =
            "Connection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\nSec-WebSocket-Version: 13\r\n" + KEY;
    private static final String SIP = "Sec-WebSocket-Protocol: chat, sip\r\n";

    private final List<AutoCloseable> open = new ArrayList<>();

    @TempDir
    private Path directory;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private TcpFixture side(TransportLimits limits) {
        return side(limits, TlsPolicy.DEFAULT);
    }

    /** A certificate for rvoip.test, and belief in its authority. */
    private TlsPolicy certified() {
        LocalAuthority authority = new LocalAuthority("CA");
        LocalAuthority.Pair pair = authority.issue(directory, "cert", new LocalAuthority.Request("x").dns("rvoip.test"));
        return TlsPolicy.DEFAULT.withCertificate(pair.certificate(), pair.key()).withServerCa(authority.write(directory, "ca"));
    }

    private TcpFixture side(TransportLimits limits, TlsPolicy tls) {
        TcpFixture side = new TcpFixture(limits, EventLoops.create("ws-test", 2), builder -> builder.withTls(tls)
                .withWebSocket(WebSocketPolicy.DEFAULT.withOrigins("https://phone.example", "http://127.0.0.1:*")));
        open.add(side);
        return side;
    }

    private static void send(TcpFixture from, SipMessage message, Flow flow) {
        from.transports.send(message, flow, (failed, on, why) -> {
            throw new AssertionError(why);
        });
    }

    @ParameterizedTest
    @EnumSource(value = TransportProtocol.class, names = {"WS", "WSS"})
    void aRequestThereAndItsResponseBack(TransportProtocol protocol) {
        TlsPolicy policy = certified();
        TcpFixture server = side(TransportLimits.DEFAULT, policy);
        TcpFixture client = side(TransportLimits.DEFAULT, policy);
        ListenPoint point = server.listen(protocol, "127.0.0.1");
        Flow flow = get(client.transports.flowTo(new Target(protocol, point.address(), "rvoip.test")));
        send(client, Requests.request(protocol + " " + client.transports.sentBy(flow) + ";rport;branch=z9hG4bK1", "c"), flow);

        RecordingInbox.Received got = server.inbox.next();
        assertThat(got.flow().protocol()).isEqualTo(protocol);
        assertThat(got.message().topVia().received()).contains("127.0.0.1");
        SipRequest options = (SipRequest) got.message();
        client.transports.keepAlive(flow);
        send(server, options.respond(200).toTag("t").body("text/plain", "x".repeat(50_000).getBytes(UTF_8)).build(), got.flow());
        send(server, options.respond(200).toTag("t").body("x/y", new byte[] {(byte) 0xFF, 0, 1}).build(), got.flow());

        assertThat(client.inbox.next().message().bodyLength()).isEqualTo(50_000);
        assertThat(client.inbox.next().message().body()).containsExactly(0xFF, 0, 1);
        assertThat(client.transports.tls(flow).isPresent()).isEqualTo(protocol.secure());
        assertThat(server.connections()).isEqualTo(1);
        client.transports.disconnect(flow, "done");
        await(() -> server.connections() == 0 && client.connections() == 0);
    }

    @Test
    void aServerThatIsNoneIsRefusedWithItsReason() {
        TcpFixture server = side(TransportLimits.DEFAULT, certified());
        ListenPoint tcp = server.listen(TransportProtocol.TCP, "127.0.0.1");
        ListenPoint wss = server.listen(TransportProtocol.WSS, "127.0.0.1");
        TcpFixture client = side(TransportLimits.DEFAULT.withHandshakes(new HandshakeLimits(Duration.ofSeconds(1), 10, 10)));

        assertThat(failure(client.transports.flowTo(new Target(TransportProtocol.WS, tcp.address()))).reason())
                .isEqualTo(TransportException.Reason.HANDSHAKE);
        assertThat(failure(client.transports.flowTo(new Target(TransportProtocol.WSS, wss.address(), "other.test"))))
                .hasMessageContaining("certificate-untrusted");
    }

    @Nested
    class WithAnotherClient {
        private final TcpFixture server = side(TransportLimits.DEFAULT);
        private final ListenPoint point = server.listen(TransportProtocol.WS, "127.0.0.1");
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

        private WebSocket dial() {
            return HttpClient.newHttpClient().newWebSocketBuilder().subprotocols("sip")
                    .buildAsync(URI.create("ws://127.0.0.1:" + point.address().getPort() + "/ws"), new WebSocket.Listener() {
                        private final StringBuilder text = new StringBuilder();

                        @Override
                        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                            text.append(data);
                            if (last) {
                                heard.add(text.toString());
                                text.setLength(0);
                            }
                            socket.request(1);
                            return null;
                        }

                        @Override
                        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
                            heard.add("closed " + status);
                            return null;
                        }
                    }).join();
        }

        @Test
        void textFragmentsKeepAlivesAndTheAnswer() {
            WebSocket socket = dial();
            assertThat(socket.getSubprotocol()).isEqualTo("sip");
            String request = Requests.options("WS df7jal23ls0d.invalid;branch=z9hG4bK1", "c", "body");
            socket.sendText(request.substring(0, 20), false).join();
            socket.sendText(request.substring(20), true).join();
            RecordingInbox.Received got = server.inbox.next();
            assertThat(got.message().bodyText()).isEqualTo("body");
            send(server, ((SipRequest) got.message()).respond(200).toTag("t").build(), got.flow());
            assertThat(RecordingInbox.next(heard)).startsWith("SIP/2.0 200");

            socket.sendText("\r\n\r\n", true).join();
            assertThat(RecordingInbox.next(heard)).isEqualTo("\r\n");
            socket.sendBinary(ByteBuffer.wrap(request.getBytes(UTF_8)), true).join();
            assertThat(server.inbox.next().message().callId()).isEqualTo("c");
            server.transports.disconnect(got.flow(), "done");
            assertThat(RecordingInbox.next(heard)).isEqualTo("closed 1000");
        }

        @Test
        void aMessageIsOneFrameAndNeverASecondOne() {
            WebSocket socket = dial();
            String request = Requests.options("WS a.invalid;branch=z9hG4bK1", "c");
            socket.sendText(request + request.replace("Call-ID: c", "Call-ID: d"), true).join();
            socket.sendText(request.replace("Call-ID: c", "Call-ID: e"), true).join();

            assertThat(server.inbox.next().message().callId()).isEqualTo("c");
            assertThat(server.inbox.next().message().callId()).isEqualTo("e");
        }
    }

    @Nested
    class AtTheDoor {
        private final TcpFixture server = side(TransportLimits.DEFAULT);
        private final ListenPoint point = server.listen(TransportProtocol.WS, "127.0.0.1");

        static Stream<Arguments> refusals() {
            return Stream.of(
                    Arguments.of("no upgrade", "GET / HTTP/1.1\r\nHost: x\r\n", "426", "upgrade"),
                    Arguments.of("another version", "GET / HTTP/1.1\r\nHost: x\r\n" + UPGRADE.replace("13", "8") + SIP, "426", "upgrade"),
                    Arguments.of("no key", "GET / HTTP/1.1\r\nHost: x\r\n" + UPGRADE.replace(KEY, "") + SIP, "426", "upgrade"),
                    Arguments.of("POST", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n" + UPGRADE + SIP, "400", "upgrade"),
                    Arguments.of("no sub-protocol", "GET / HTTP/1.1\r\nHost: x\r\n" + UPGRADE, "400", "sub-protocol"),
                    Arguments.of("another sub-protocol", "GET / HTTP/1.1\r\nHost: x\r\n" + UPGRADE
                            + "Sec-WebSocket-Protocol: sipx, xmpp\r\n", "400", "sub-protocol"),
                    Arguments.of("another page", "GET / HTTP/1.1\r\nHost: x\r\n" + UPGRADE + SIP
                            + "Origin: https://evil.example\r\n", "403", "origin"),
                    Arguments.of("a page that begins like ours", "GET / HTTP/1.1\r\nHost: x\r\n" + UPGRADE + SIP
                            + "Origin: https://phone.example.evil.example\r\n", "403", "origin"),
                    Arguments.of("a hidden page", "GET / HTTP/1.1\r\nHost: x\r\n" + UPGRADE + SIP + "Origin: null\r\n", "403", "origin"));
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("refusals")
        void isRefused(String name, String request, String status, String reason) throws IOException {
            try (Socket socket = connect(point)) {
                TcpFixture.write(socket, request + "\r\n");
                assertThat(readToEnd(socket)).startsWith("HTTP/1.1 " + status);
            }
            await(() -> server.metrics.count("rvoip_sip_handshake_failures_total", "reason", reason) == 1);
            assertThat(server.metrics.total("rvoip_sip_handshake_failures_total")).isEqualTo(1);
        }

        @Test
        void aPageOfOursIsLetIn() throws IOException {
            for (String origin : List.of("https://phone.example", "HTTPS://Phone.example", "http://127.0.0.1:8080", "http://127.0.0.1")) {
                try (Socket socket = connect(point)) {
                    TcpFixture.write(socket, "GET /any HTTP/1.1\r\nHost: x\r\n" + UPGRADE + SIP + "Origin: " + origin + "\r\n\r\n");
                    assertThat(TcpFixture.read(socket, 12)).isEqualTo("HTTP/1.1 101");
                }
            }
        }

        @Test
        void aRequestThatIsTooLongOrNeverEndsIsNotWaitedFor() throws IOException {
            try (Socket socket = connect(point)) {
                TcpFixture.write(socket, "GET / HTTP/1.1\r\n" + ("X: " + "y".repeat(1_000) + "\r\n").repeat(20));
                assertThat(readToEnd(socket)).doesNotContain("101");
            }
            assertThat(server.metrics.total("rvoip_sip_failures_total")).isZero();
        }
    }

    @Nested
    class Frames {
        private final TcpFixture server = side(TransportLimits.DEFAULT.withMessageSize(2_000, 1_000));
        private final ListenPoint point = server.listen(TransportProtocol.WS, "127.0.0.1");

        static byte[] frame(int first, int second, byte[] payload) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(first);
            if (payload.length < 126) {
                out.write(second | payload.length);
            } else {
                out.writeBytes(new byte[] {(byte) (second | 126), (byte) (payload.length >> 8), (byte) payload.length});
            }
            out.writeBytes(second == 0 ? new byte[0] : new byte[4]); // a mask of zeros
            out.writeBytes(payload);
            return out.toByteArray();
        }

        static Stream<Arguments> broken() {
            byte[] text = "OPTIONS".getBytes(UTF_8);
            ByteArrayOutputStream fragments = new ByteArrayOutputStream();
            fragments.writeBytes(frame(0x01, 0x80, text));
            for (int i = 0; i < 100; i++) {
                fragments.writeBytes(frame(0x00, 0x80, new byte[0]));
            }
            return Stream.of(
                    Arguments.of("unmasked", frame(0x81, 0, text), 1002),
                    Arguments.of("reserved bit", frame(0xC1, 0x80, text), 1002),
                    Arguments.of("unknown opcode", frame(0x83, 0x80, text), 1002),
                    Arguments.of("continuation of nothing", frame(0x80, 0x80, text), 1002),
                    Arguments.of("bad UTF-8", frame(0x81, 0x80, new byte[] {(byte) 0xC3, 0x28}), 1007),
                    Arguments.of("too large", frame(0x82, 0x80, new byte[4_000]), 1009),
                    Arguments.of("2^31 octets", new byte[] {(byte) 0x82, (byte) 0xFF, 0, 0, 0, 0, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0}, 1009),
                    Arguments.of("large in pieces", join(frame(0x02, 0x80, new byte[1_600]), frame(0x80, 0x80, new byte[1_600])), 1009),
                    Arguments.of("a hundred empty pieces", fragments.toByteArray(), 1009));
        }

        private Socket upgraded() throws IOException {
            Socket socket = connect(point);
            TcpFixture.write(socket, "GET / HTTP/1.1\r\nHost: x\r\n" + UPGRADE + SIP + "\r\n");
            StringBuilder head = new StringBuilder();
            while (!head.toString().endsWith("\r\n\r\n")) {
                head.append(TcpFixture.read(socket, 1));
            }
            assertThat(head.toString()).startsWith("HTTP/1.1 101").containsIgnoringCase("sec-websocket-protocol: sip");
            return socket;
        }

        private static byte[] join(byte[] one, byte[] two) {
            ByteArrayOutputStream both = new ByteArrayOutputStream();
            both.writeBytes(one);
            both.writeBytes(two);
            return both.toByteArray();
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("broken")
        void thatAreBrokenCloseWithTheirStatus(String name, byte[] input, int status) throws IOException {
            try (Socket socket = upgraded()) {
                socket.getOutputStream().write(input);
                byte[] close = socket.getInputStream().readNBytes(4);
                assertThat(close[0]).as("a close frame").isEqualTo((byte) 0x88);
                assertThat((close[2] & 0xFF) << 8 | close[3] & 0xFF).isEqualTo(status);
            }
            await(() -> server.connections() == 0);
            assertThat(server.inbox.received).isEmpty();
            assertThat(server.metrics.total("rvoip_sip_failures_total")).isZero();
        }

        @Test
        void pingsAreAnsweredAndAFloodOfThemHurtsNobody() throws IOException {
            try (Socket socket = upgraded()) {
                for (int i = 0; i < 2_000; i++) {
                    socket.getOutputStream().write(frame(0x89, 0x80, "p".getBytes(ISO_8859_1)));
                }
                socket.getOutputStream().write(frame(0x82, 0x80, Requests.options("WS a.invalid;branch=z9hG4bK1", "c").getBytes(UTF_8)));
                assertThat(server.inbox.next().message().callId()).isEqualTo("c");
                TcpFixture.read(socket, 100);
            }
        }
    }

    @Test
    void policiesNameWhatIsWrong() {
        assertThatThrownBy(() -> WebSocketPolicy.DEFAULT.withOrigins("phone.example")).hasMessageStartingWith("origins: \"phone.example\"");
        assertThatThrownBy(() -> WebSocketPolicy.DEFAULT.withOrigins("https://phone.example/")).hasMessageStartingWith("origins");
        assertThatThrownBy(() -> WebSocketPolicy.DEFAULT.withPath("ws")).hasMessageStartingWith("path: \"ws\"");
    }
}
