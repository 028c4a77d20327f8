package io.rvoip.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.SipText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every message of RFC 4475 and RFC 5118 as it stands, sent by somebody nobody knows: at most one answer, never a 2xx, never more
 * than one and a half times what came, and a good request passes after each. What the parser makes of each message is
 * tested in sip-core.
 */
class TortureTest extends Siege {
    private static final int MESSAGES = 49 + 12;
    /** The one challenge that a 401 or 407 must have, however small the request was. */
    private static final int CHALLENGE = 150;
    /** Responses: nobody here asked for them. */
    private static final Set<String> RESPONSES =
        Set.of("rfc4475/bcast.dat", "rfc4475/bigcode.dat", "rfc4475/noreason.dat", "rfc4475/scalarlg.dat", "rfc4475/unreason.dat");
    private static DatagramSocket stranger;

    @BeforeAll
    static void bind() throws IOException {
        // answers go to the port in the Via, which mostly names none: so the stranger has the usual one
        stranger = new DatagramSocket(5060, InetAddress.getByName("127.44.75.1"));
    }

    @AfterAll
    static void unbind() {
        stranger.close();
    }

    private static Path folder() {
        return Path.of(System.getProperty("rvoip.root"), "sip-core", "src", "test", "resources");
    }

    static List<String> messages() throws IOException {
        List<String> all = new ArrayList<>();
        for (String rfc : List.of("rfc4475", "rfc5118")) {
            try (Stream<Path> files = Files.list(folder().resolve(rfc))) {
                files.map(file -> rfc + "/" + file.getFileName()).filter(name -> name.endsWith(".dat")).sorted().forEach(all::add);
            }
        }
        return all;
    }

    @Test
    void allAreThere() throws IOException {
        assertThat(messages()).hasSize(MESSAGES);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("messages")
    void isEndured(String name) throws IOException {
        byte[] message = Files.readAllBytes(folder().resolve(name));
        double before = target.sent();
        stranger.send(new DatagramPacket(message, message.length, target.udp()));
        good.assertServed();
        Optional<ReceivedSip> answer = receive();
        answer.ifPresent(got -> {
            assertThat(got.status()).as(got.toString()).isGreaterThanOrEqualTo(400);
            boolean oneChallenge = Stream.of("Proxy-Authenticate", "WWW-Authenticate")
                .mapToInt(field -> got.text().headers(field).size()).sum() == 1;
            assertThat(got.text().raw().getBytes(StandardCharsets.UTF_8).length).as(got.toString())
                .isLessThanOrEqualTo(oneChallenge ? message.length * 3 / 2 + CHALLENGE : message.length * 3 / 2);
        });
        assertThat(receive()).as("a second answer").isEmpty();
        assertThat(target.sent() - before).as("the good phone's answer and at most one more").isLessThanOrEqualTo(5);
        if (RESPONSES.contains(name)) {
            assertThat(answer).as("nobody answers a response").isEmpty();
        }
        target.assertSound();
    }

    private static Optional<ReceivedSip> receive() throws IOException {
        stranger.setSoTimeout(10);
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        try {
            stranger.receive(packet);
        } catch (SocketTimeoutException silence) {
            return Optional.empty();
        }
        String raw = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
        return Optional.of(new ReceivedSip(SipText.read(raw), target.udp(), System.nanoTime()));
    }
}
