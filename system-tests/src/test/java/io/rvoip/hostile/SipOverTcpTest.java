package io.rvoip.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rvoip.testing.SipText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** SECURITY.md 2.3 for TCP: streams cut anywhere, broken, too many, too slow, reset. */
class SipOverTcpTest extends Siege {
    private static final String OFFICE = "sip:" + Target.DOMAIN;
    private static final int PER_SOURCE = 256;
    private static final Duration FIRST_MESSAGE = Duration.ofSeconds(10);
    private static final List<Socket> LORIS = new ArrayList<>();
    private static long lorisSince;

    /** Connections that say nothing, or a byte now and then, from the beginning of these tests to their end. */
    @BeforeAll
    static void dawdle() throws IOException {
        for (int i = 0; i < 20; i++) {
            LORIS.add(new Socket(target.tcp().getAddress(), target.tcp().getPort(), InetAddress.getByName("127.0.9.1"), 0));
        }
        lorisSince = System.nanoTime();
    }

    @AfterAll
    static void t13whoDawdlesIsCutOff() throws IOException {
        Duration left = FIRST_MESSAGE.plusSeconds(3).minusNanos(System.nanoTime() - lorisSince);
        for (Socket slow : LORIS) {
            slow.setSoTimeout((int) Math.max(1, left.toMillis()));
            assertThat(slow.getInputStream().read()).as("end of stream").isNegative();
            slow.close();
        }
        LORIS.clear();
        awaitConnections(0);
    }

    /** No more than so many are counted, soon: what closes is forgotten after its far end has seen it. */
    private static void awaitConnections(int most) {
        try {
            await().atMost(Caller.SOON).until(() -> target.connections() <= most);
        } catch (ConditionTimeoutException late) {
            throw new AssertionError(target.connections() + " connections (expected: at most " + most + ")\n"
                + target.tcpSockets(), late);
        }
    }

    @AfterEach
    void goodPhoneIsServed() throws IOException {
        if (System.nanoTime() - lorisSince < FIRST_MESSAGE.minusSeconds(1).toNanos()) {
            for (Socket slow : LORIS.subList(0, 10)) {
                slow.getOutputStream().write('O');
            }
        }
        good.assertServed();
        try (Caller fresh = Caller.tcp(target, "good")) {
            assertThat(fresh.ask(fresh.signed("OPTIONS", OFFICE)).status()).isEqualTo(200);
        }
        target.assertSound();
    }

    @Test
    void t1byteByByte() {
        try (Caller caller = Caller.tcp(target, "alice")) {
            String raw = caller.signed("OPTIONS", OFFICE);
            for (byte one : raw.getBytes(StandardCharsets.UTF_8)) {
                caller.socket().send(new byte[] {one});
            }
            assertThat(caller.finalAnswer(raw).status()).isEqualTo(200);
        }
    }

    @Test
    void t1fiftyInOnePieceAreAnsweredInOrder() {
        try (Caller caller = Caller.tcp(target, "alice")) {
            StringBuilder all = new StringBuilder();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                String raw = caller.signedWith("x".repeat(i), "OPTIONS", OFFICE, "Content-Type: text/plain");
                all.append(raw);
                expected.add(SipText.read(raw).header("CSeq"));
            }
            caller.send(all.toString());
            List<String> answered = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                answered.add(caller.next(Caller.SOON).orElseThrow().header("CSeq"));
            }
            assertThat(answered).isEqualTo(expected);
        }
    }

    @Test
    void t1cutWithinTheEmptyLine() {
        try (Caller caller = Caller.tcp(target, "alice")) {
            for (int cut = 1; cut < 4; cut++) {
                String raw = caller.signed("OPTIONS", OFFICE);
                int end = raw.indexOf("\r\n\r\n") + cut;
                caller.send(raw.substring(0, end));
                good.assertServed();
                caller.send(raw.substring(end));
                assertThat(caller.finalAnswer(raw).status()).isEqualTo(200);
            }
        }
    }

    static Stream<Arguments> broken() {
        return Stream.of(
            Arguments.of("Content-Length -1", "Content-Length: 0", "Content-Length: -1"),
            Arguments.of("Content-Length 2^32", "Content-Length: 0", "Content-Length: 4294967296"),
            Arguments.of("Content-Length 1e9", "Content-Length: 0", "Content-Length: 1e9"),
            Arguments.of("a body of 1 GB", "Content-Length: 0", "Content-Length: 1000000000"),
            Arguments.of("two Content-Lengths", "Content-Length: 0", "Content-Length: 5\r\nContent-Length: 0"),
            Arguments.of("no Content-Length", "Content-Length: 0\r\n", ""),
            Arguments.of("2,000 headers", "Content-Length: 0", "X: y\r\n".repeat(2000) + "Content-Length: 0"),
            Arguments.of("a header of 100 KiB", "Content-Length: 0", "X: " + "y".repeat(100_000) + "\r\nContent-Length: 0"),
            Arguments.of("no end", "\r\n", "\n"),
            Arguments.of("zeros", "OPTIONS", "\0".repeat(500)),
            Arguments.of("a TLS hello", "OPTIONS", "\u0016\u0003\u0001\u0002\0\u0001\0\u0001"),
            Arguments.of("HTTP", "OPTIONS ", "GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
            Arguments.of("a WebSocket", "OPTIONS ", "GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n"));
    }

    @ParameterizedTest(name = "T1 {0}")
    @MethodSource("broken")
    void t1brokenStreamEndsWithoutHarm(String name, String from, String to) {
        try (Caller caller = Caller.tcp(target, "alice")) {
            double before = target.metric("rvoip_sip_parse_errors_total") + target.metric("rvoip_auth_challenges_total");
            caller.send(caller.plain("OPTIONS", OFFICE).replace(from, to));
            caller.next(Duration.ofMillis(300)).ifPresent(answer ->
                assertThat(answer.status()).as(answer.toString()).isIn(400, 401, 407, 413, 513));
            assertThat(target.metric("rvoip_sip_parse_errors_total") + target.metric("rvoip_auth_challenges_total"))
                .as("counted").isGreaterThan(before);
        }
    }

    @Test
    void t3floodAndReset() throws IOException {
        try (Caller writer = Caller.udp(target, "alice")) {
            for (int i = 0; i < 20; i++) {
                try (Socket flood = new Socket(target.tcp().getAddress(), target.tcp().getPort())) {
                    flood.setSoLinger(true, 0);
                    StringBuilder all = new StringBuilder();
                    for (int j = 0; j < 50; j++) {
                        all.append(writer.withBody(TalkingCall.sdp(9), "INVITE", Target.uri("echo"),
                            "Content-Type: application/sdp"));
                    }
                    all.append(writer.signed("INVITE", Target.uri("nobody"))).append("INVITE sip:half");
                    flood.getOutputStream().write(all.toString().replace("/UDP", "/TCP").getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        good.assertCanCall();
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            assertThat(target.counts().mediaPorts()).as("media ports").isZero();
            assertThat(target.counts().sessions()).as("sessions").isZero();
            assertThat(target.counts().calls()).as("calls").isZero();
        });
    }

    @Test
    void t3callerWhoseConnectionIsResetIsHungUp() throws IOException {
        Caller bob = Caller.udp(target, "bob");
        bob.register();
        try (Caller writer = Caller.udp(target, "alice"); Socket line = new Socket(target.tcp().getAddress(), target.tcp().getPort())) {
            line.setSoLinger(true, 0);
            String invite = writer.signedWith(TalkingCall.sdp(9), "INVITE", Target.uri("bob"), "Content-Type: application/sdp");
            line.getOutputStream().write(invite.replace("/UDP", "/TCP").getBytes(StandardCharsets.UTF_8));
            SipText heard = bob.expect("INVITE").text();
            line.close();
            bob.send(heard.response(180, "Ringing"));
            bob.send(heard.response(486, "Busy Here"));
            bob.expect("ACK");
        } finally {
            bob.unregister();
            bob.close();
        }
        await().atMost(Duration.ofSeconds(5)).until(() -> target.counts().calls() == 0 && target.counts().mediaPorts() == 0);
    }

    @Test
    void t13oneSourceHasOnlySoManyConnections() throws IOException {
        List<Socket> open = new ArrayList<>();
        try {
            double before = target.metric("rvoip_sip_connections_refused_total");
            for (int i = 0; i < PER_SOURCE + 40; i++) {
                open.add(new Socket(target.tcp().getAddress(), target.tcp().getPort(), InetAddress.getByName("127.0.9.9"), 0));
            }
            await().atMost(Caller.SOON).until(() -> target.metric("rvoip_sip_connections_refused_total") - before >= 40);
            awaitConnections(PER_SOURCE + LORIS.size());
            try (Caller other = Caller.tcp(target, "good")) {
                assertThat(other.ask(other.signed("OPTIONS", OFFICE)).status()).isEqualTo(200);
            }
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    @Test
    void t3halfClosedAndSilentEndsAreForgotten() throws IOException {
        for (String start : Arrays.asList("", "\r\n\r\n", "OPTIONS sip:x SIP/2.0\r\nVia: ")) {
            try (Socket half = new Socket(target.tcp().getAddress(), target.tcp().getPort())) {
                half.getOutputStream().write(start.getBytes(StandardCharsets.UTF_8));
                half.shutdownOutput();
            }
        }
        awaitConnections(LORIS.size());
    }
}
