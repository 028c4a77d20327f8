package io.rvoip.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rvoip.media.analysis.ToneDetector;
import io.rvoip.media.audio.AudioClip;
import io.rvoip.media.file.WavFile;
import io.rvoip.peers.Speech;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** COMMANDS.md: {@code serve} runs a platform that phones of the command line can call, until it is told to stop. */
class ServeTest {
    private static final double ALMOST_ALL = 0.9;

    @TempDir
    private Path dir;

    @Test
    void echoAndToneAnswerAndCallsGoOnWhileItDrains() {
        Path echoed = dir.resolve("echoed.wav");
        Path tone = dir.resolve("tone.wav");
        try (ServedOffice office = ServedOffice.open(dir);
             Rvoip toTone = Rvoip.start(office.alice("call", ServedOffice.uri("tone"), "--record", tone.toString()))) {
            toTone.awaitSaid("hearing the far end");
            try (Rvoip toEcho = Rvoip.start(office.alice("call", ServedOffice.uri("echo"), "--record", echoed.toString(),
                    "--play", Speech.file(Speech.one(), dir, "said").toString()))) {
                toEcho.awaitSaid("hearing the far end");
                office.serve().terminate();
                office.serve().awaitSaid("draining");
                JsonNode late = Rvoip.run(office.alice("call", ServedOffice.uri("echo"))).assertExit(3).result();
                assertThat(late.get("sipStatus").intValue()).as("late call").isEqualTo(503);
                assertThat(toEcho.awaitEnd().assertExit(0).result().get("state").textValue()).isEqualTo("ended");
            }
            toTone.terminate(); // the office waits for it, so that the late call meets one that drains
            toTone.awaitEnd().assertExit(0);
            Ended served = office.serve().awaitEnd().assertExit(0);
            assertThat(served.out()).as("stdout").containsExactly("READY");
            assertThat(served.errors()).contains("SIP on udp 127.0.0.1:" + office.port(), "SIP on tcp 127.0.0.1:" + office.port(), "SRTP: ");
        }
        Speech.assertHeard("the echo while it drains", Speech.one(), echoed);
        assertIs440(WavFile.read(tone).clip());
    }

    private static void assertIs440(AudioClip heard) {
        AudioClip second = heard.slice(heard.duration().minusMillis(1200), Duration.ofSeconds(1));
        assertThat(ToneDetector.share(second, 440)).as("share of 440 Hz in " + second).isGreaterThan(ALMOST_ALL);
        assertThat(ToneDetector.share(second, 480)).as("share of 480 Hz").isLessThan(1 - ALMOST_ALL);
    }

    @Test
    void everyListenerIsBoundWhenAPresetIsReady() throws Exception {
        int udp = ServedOffice.freePort();
        int tcp = ServedOffice.freePort();
        int http = ServedOffice.freePort();
        try (Rvoip serve = Rvoip.startReady("serve", "--preset", "small-office", "--set", "domain=" + ServedOffice.DOMAIN,
                "--set", "securityProfile=development", "--set", "sip.listen=[udp://127.0.0.1:" + udp + ", tcp://127.0.0.1:" + tcp + "]",
                "--set", "media.ports=" + ServedOffice.mediaPorts(), "--set", "api.listen=http://127.0.0.1:" + http,
                "--set", "users=[{name: alice, password: pw-alice}]")) {
            new Socket(InetAddress.getByName("127.0.0.1"), tcp).close();
            HttpResponse<String> ready = HttpClient.newHttpClient().send(HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + http + "/v1/system/ready")).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(ready.statusCode()).isEqualTo(200);
            List<Ended> calls = Rvoip.runAll(List.of(echoBy("udp", udp), echoBy("tcp", tcp)));
            assertThat(calls).extracting(call -> call.assertExit(0).result().get("transport").textValue()).containsExactly("udp", "tcp");
            serve.interrupt();
            serve.awaitEnd().assertExit(0);
        }
    }

    private static String[] echoBy(String transport, int port) {
        return new String[] {"call", ServedOffice.uri("echo"), "--as", ServedOffice.uri("alice"), "--password", "pw-alice",
            "--outbound", "sip:127.0.0.1:" + port, "--transport", transport, "--seconds", "0"};
    }

    @Test
    void aCallThatDoesNotEndIsEndedWhenTheDrainIsOver() {
        try (ServedOffice office = ServedOffice.open(dir, "--drain", "1");
             Rvoip call = Rvoip.start(office.alice("call", ServedOffice.uri("tone")))) {
            call.awaitSaid("hearing the far end");
            office.serve().terminate();
            assertThat(call.awaitEnd().assertExit(0).result().get("state").textValue()).isEqualTo("ended");
            office.serve().awaitEnd().assertExit(0);
        }
    }

    @Test
    void aSecondSignalDoesNotWaitForCallsAndTellsThem() {
        try (ServedOffice office = ServedOffice.open(dir, "--drain", "600");
             Rvoip call = Rvoip.start(office.alice("call", ServedOffice.uri("tone")))) {
            call.awaitSaid("hearing the far end");
            office.serve().terminate();
            office.serve().awaitSaid("draining for up to 600 s; a second signal stops at once");
            office.serve().terminate();
            assertThat(office.serve().awaitEnd().exit()).isIn(0, 1);
            assertThat(call.awaitEnd().assertExit(0).result().get("state").textValue()).isEqualTo("ended");
        }
    }

    @Test
    void anAddressInUseIsNamedByItsField() throws IOException {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        try (DatagramSocket udp = new DatagramSocket(new InetSocketAddress(loopback, 0));
             ServerSocket tcp = new ServerSocket(0, 1, loopback)) {
            int port = ServedOffice.freePort();
            String file = ServedOffice.file(dir, port).toString();
            String other = ServedOffice.file(dir, ServedOffice.freePort()).toString(); // both run at the same time
            String third = ServedOffice.file(dir, ServedOffice.freePort()).toString();
            String free = "udp://127.0.0.1:" + port;
            List<Ended> refused = Rvoip.runAll(List.of(
                new String[] {"serve", "--config", file, "--set", "sip.listen=[" + free + ", udp://127.0.0.1:" + udp.getLocalPort() + "]"},
                new String[] {"serve", "--config", other, "--set", "api.listen=http://127.0.0.1:" + tcp.getLocalPort()},
                new String[] {"serve", "--config", third, "--set", "media.ice.port=" + udp.getLocalPort()}));
            refused.get(0).assertRefused(1, "sip.listen[1]: udp 127.0.0.1:" + udp.getLocalPort() + " is in use already");
            refused.get(1).assertRefused(1, "api.listen: 127.0.0.1:" + tcp.getLocalPort() + " is in use already");
            refused.get(2).assertRefused(1, "media.ice.port: udp /127.0.0.1:" + udp.getLocalPort() + ": ");
        }
    }

    @Test
    void developmentStaysOnLoopbackUnlessTold() {
        int port = ServedOffice.freePort();
        String file = ServedOffice.file(dir, port).toString();
        String everywhere = "sip.listen=[udp://0.0.0.0:" + port + "]";
        Rvoip.run("serve", "--config", file, "--set", everywhere)
            .assertRefused(1, "sip.listen[0]: 0.0.0.0 is reachable from other machines", "--insecure-bind");
        try (Rvoip serve = Rvoip.startReady("serve", "--config", file, "--set", everywhere, "--insecure-bind")) {
            serve.awaitSaid("warning: insecureBind");
            serve.terminate();
            serve.awaitEnd().assertExit(0);
        }
    }

    @Test
    void whatIsWrongIsRefusedBeforeAnythingIsBound() {
        Rvoip.run("serve", "--config", dir.resolve("none.yaml").toString()).assertRefused(1, "none.yaml: cannot be read");
        Rvoip.run("serve", "--preset", "small-office", "--set", "media.prots=20000-20999").assertRefused(1, "media.prots: is unknown; did you mean ports?");
    }
}
