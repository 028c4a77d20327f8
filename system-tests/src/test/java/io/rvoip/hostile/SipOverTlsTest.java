package io.rvoip.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rvoip.common.SecurityProfile;
import io.rvoip.peers.Certificates;
import io.rvoip.presets.SmallOffice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** SECURITY.md 2.3 for TLS, and P18: what is no TLS, too old, too weak, too large, half done. A good phone connects after each. */
@Timeout(90)
class SipOverTlsTest {
    private static final Duration PROMISED = Duration.ofSeconds(1);
    private static final int MOST_HANDSHAKES = 1_024;
    private static final int ALERT = 21;

    @TempDir
    private static Path directory;
    private static Certificates certificates;
    private static Target target;
    private static InetSocketAddress office;

    @BeforeAll
    static void open() {
        certificates = Certificates.in(directory);
        target = Target.open(SmallOffice.forDomain(Target.DOMAIN).withSecurityProfile(SecurityProfile.DEVELOPMENT)
            .withListen("tls://127.0.0.1:0").withTls(certificates.forServer()));
        office = target.udp();
    }

    @AfterAll
    static void close() {
        target.close();
    }

    @AfterEach
    void aGoodPhoneConnectsWithinASecond() throws IOException {
        Duration fastest = Duration.ofHours(1);
        for (int i = 0; i < 3 && fastest.compareTo(PROMISED) > 0; i++) {
            long start = System.nanoTime();
            assertServed("TLSv1.3");
            fastest = Duration.ofNanos(Math.min(fastest.toNanos(), System.nanoTime() - start));
        }
        assertThat(fastest).isLessThan(PROMISED);
        target.assertSound();
    }

    private static void assertServed(String version) throws IOException {
        try (SecureLine good = SecureLine.open(office, certificates.forPhones(), version)) {
            good.send(SecureLine.options(1));
            assertThat(good.head()).startsWith("SIP/2.0 401");
        }
    }

    private static double failures(String reason) {
        return target.metric("rvoip_sip_handshake_failures_total{reason=\"" + reason + "\"");
    }

    private static Socket connect(String from) throws IOException {
        Socket socket = new Socket(office.getAddress(), office.getPort(), InetAddress.getByName(from), 0);
        socket.setSoTimeout(10_000);
        return socket;
    }

    /** The octets up to the end; a reset is an end too. */
    private static byte[] readToEnd(Socket socket) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            for (int octet = socket.getInputStream().read(); octet >= 0; octet = socket.getInputStream().read()) {
                all.write(octet);
            }
        } catch (SocketException reset) {
            return all.toByteArray();
        }
        return all.toByteArray();
    }

    static Stream<Arguments> noTls() {
        return Stream.of(
            Arguments.of("plain SIP", SecureLine.options(1).getBytes(StandardCharsets.UTF_8)),
            Arguments.of("HTTP", "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.UTF_8)),
            Arguments.of("zeros", new byte[1_000]),
            Arguments.of("CRLFs", "\r\n".repeat(500).getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest(name = "T5 {0}")
    @MethodSource("noTls")
    void t5whatIsNoTlsEndsAtOnce(String name, byte[] input) throws IOException {
        double before = failures("not-tls");
        try (Socket socket = connect("127.0.7.1")) {
            socket.getOutputStream().write(input);
            assertThat(new String(readToEnd(socket), StandardCharsets.ISO_8859_1)).doesNotContain("SIP/2.0");
        }
        await().atMost(Caller.SOON).until(() -> failures("not-tls") == before + 1);
    }

    /** A ClientHello without extensions. */
    private static byte[] hello(int version, int... suites) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(new byte[] {3, (byte) version});
        body.writeBytes(new byte[33]); // random, no session
        body.write(suites.length >> 7);
        body.write(suites.length << 1);
        for (int suite : suites) {
            body.write(suite >> 8);
            body.write(suite);
        }
        body.writeBytes(new byte[] {1, 0});
        byte[] message = body.toByteArray();
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        record.writeBytes(new byte[] {22, 3, 1, (byte) (message.length + 4 >> 8), (byte) (message.length + 4)});
        record.writeBytes(new byte[] {1, 0, (byte) (message.length >> 8), (byte) message.length});
        record.writeBytes(message);
        return record.toByteArray();
    }

    static Stream<Arguments> weak() {
        return Stream.of(
            Arguments.of("TLS 1.0", hello(1, 0x002F)),
            Arguments.of("TLS 1.1", hello(2, 0xC013)),
            Arguments.of("SSL 3", hello(0, 0x000A)),
            Arguments.of("NULL", hello(3, 0x003B, 0xC006)),
            Arguments.of("RC4", hello(3, 0x0005, 0xC007)),
            Arguments.of("3DES", hello(3, 0x000A, 0xC008)),
            Arguments.of("anonymous", hello(3, 0x00A6, 0xC018)),
            Arguments.of("export", hello(3, 0x0003, 0x0008)),
            Arguments.of("CBC", hello(3, 0xC009, 0xC023)),
            Arguments.of("no forward secrecy", hello(3, 0x009C, 0x002F)));
    }

    @ParameterizedTest(name = "T5 {0}")
    @MethodSource("weak")
    void t5whatIsTooOldOrTooWeakIsRefusedByAlert(String name, byte[] hello) throws IOException {
        double before = target.metric("rvoip_sip_handshake_failures_total");
        try (Socket socket = connect("127.0.7.2")) {
            socket.getOutputStream().write(hello);
            byte[] answer = readToEnd(socket);
            assertThat(answer.length).as("one alert").isEqualTo(7);
            assertThat(answer[0]).isEqualTo((byte) ALERT);
        }
        await().atMost(Caller.SOON).until(() -> target.metric("rvoip_sip_handshake_failures_total") > before);
    }

    @Test
    void t5aHelloOfSixteenMegabytesIsNotWaitedFor() throws IOException {
        try (Socket socket = connect("127.0.7.3")) {
            byte[] record = new byte[5 + 16_384];
            System.arraycopy(new byte[] {22, 3, 1, 0x40, 0, 1, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF}, 0, record, 0, 9);
            int sent = 0;
            try {
                for (; sent < 1_024; sent++) {
                    socket.getOutputStream().write(record);
                    System.arraycopy(new byte[4], 0, record, 5, 4);
                }
            } catch (SocketException closed) {
                assertThat(sent).as("records before the end").isLessThan(1_000);
            }
            readToEnd(socket);
        }
    }

    @Test
    void t5renegotiationEndsTheConnection() throws IOException {
        try (SecureLine line = SecureLine.open(office, certificates.forPhones(), "TLSv1.2")) {
            line.send(SecureLine.options(1));
            assertThat(line.head()).startsWith("SIP/2.0 401");
            line.socket().startHandshake();
            assertThatThrownBy(() -> {
                line.send(SecureLine.options(2));
                if (line.head().isEmpty()) {
                    throw new IOException("closed");
                }
            }).isInstanceOf(IOException.class);
        }
    }

    @Test
    void bothVersionsAreServedAndUnknownProtocolsOfTheApplicationLayerDoNotMatter() throws IOException {
        assertServed("TLSv1.2");
        assertServed("TLSv1.3");
    }

    @Test
    void t1byteByByte() throws IOException {
        try (SecureLine line = SecureLine.open(office, certificates.forPhones(), "TLSv1.3")) {
            for (char one : SecureLine.options(1).toCharArray()) {
                line.send(String.valueOf(one));
            }
            assertThat(line.head()).startsWith("SIP/2.0 401");
        }
    }

    @Test
    void t13twoThousandHalfHandshakesKeepNobodyOut() throws IOException {
        List<Socket> half = new ArrayList<>();
        byte[] start = Arrays.copyOf(hello(3, 0xC02B), 20);
        try {
            for (int i = 0; i < 2_000; i++) {
                Socket socket = connect("127.0." + (10 + i / 50) + ".1");
                half.add(socket);
                if (i % 2 == 0) {
                    socket.getOutputStream().write(start);
                }
                if (i % 400 == 399) {
                    aGoodPhoneConnectsWithinASecond();
                    assertThat(target.metric("rvoip_sip_handshakes ")).isLessThanOrEqualTo(MOST_HANDSHAKES);
                }
            }
            assertThat(failures("evicted")).isPositive();
            await().atMost(Duration.ofSeconds(8)).until(() -> target.metric("rvoip_sip_handshakes ") == 0);
            assertThat(failures("timeout")).isPositive();
        } finally {
            for (Socket socket : half) {
                socket.close();
            }
        }
    }

    @Test
    void t13oneSourceHasOnlySoManyHalfHandshakes() throws IOException {
        List<Socket> half = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                half.add(connect("127.0.8.1"));
            }
            await().atMost(Caller.SOON).until(() ->
                target.metric("rvoip_sip_connections_refused_total{reason=\"too-many-handshakes-from-source\"") >= 72);
            assertThat(target.metric("rvoip_sip_handshakes ")).isLessThanOrEqualTo(128);
        } finally {
            for (Socket socket : half) {
                socket.close();
            }
        }
    }
}
