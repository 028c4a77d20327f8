package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.media.audio.AudioClip;
import io.rvoip.media.file.WavFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A browser, reached by its connection alone, and a baresip. Where media is between the two, descriptions pass through the office
 * as they are; where the office is between them, the browser is called and answered with ICE and DTLS-SRTP, baresip as it likes it.
 */
@Timeout(180)
class BrowserTest {
    private static final Duration START = Duration.ofSeconds(40);
    /** Less than between others: Chromium resamples on both ways. */
    private static final double SIMILAR = 0.8;
    private static final int PORT = 29_998;
    private static final String HOST = PrivateNetwork.ADDRESS;

    @TempDir
    private Path dir;

    /**
     * How the browser is connected, where media goes, the section of ICE, what baresip has, and the relay the browser may use, or one
     * for each call; all of them take minutes. With media through the office {@link WebPhoneTest} does the most usual one.
     */
    static Stream<Arguments> ways() {
        Stream<Arguments> often = Stream.of(
            Arguments.of("ws", "media: direct", "", "ice", ""),
            Arguments.of("wss", "mode: proxy, proxy: {recordRoute: true}", "", "ice", "turns:" + HOST + ":5349 turn:" + HOST + ":3478?transport=tcp"));
        Stream<Arguments> seldom = Stream.of(
            Arguments.of("wss", "media: anchored", "agent: lite, port: " + PORT, "sdes", ""),
            Arguments.of("wss", "media: anchored", "agent: lite", "plain", ""),
            Arguments.of("ws", "media: anchored", "agent: full", "sdes", ""),
            Arguments.of("ws", "media: anchored", "agent: full, offer: always", "ice", ""),
            Arguments.of("ws", "media: anchored", "agent: lite, port: " + PORT, "sdes", "turn:" + HOST + ":3478"),
            Arguments.of("ws", "media: anchored", "agent: full", "sdes", "turn:" + HOST + ":3478?transport=tcp"));
        return Boolean.getBoolean("rvoip.browser.all") ? Stream.concat(often, seldom) : often;
    }

    @ParameterizedTest
    @MethodSource("ways")
    void callsAndIsCalled(String web, String calls, String ice, String other, String relay) throws Exception {
        Path aliceSays = Speech.file(Speech.often(Speech.one(), 4), dir, "alice-says");
        Path bobSays = Speech.file(Speech.often(Speech.other(), 4), dir, "bob-says");
        Certificates certificates = Certificates.in(dir);
        try (PrivateNetwork network = PrivateNetwork.lay(dir);
             Tool office = network.serveWithIce(dir, "{" + ice + "}",
                 "sip: {listen: [\"udp://" + HOST + ":5060\", \"ws://" + HOST + ":8080\", \"wss://" + HOST + ":8443\"], tls: {certificate: " + certificates.server().certificate() + ", key: "
                 + certificates.server().key() + "}}", "calls: {" + calls + "}",
                 "turn: {users: [{name: page, password: pw-page}], listen: [\"udp://" + HOST + ":3478\", \"tcp://" + HOST + ":3478\", \"tls://" + HOST
                     + ":5349\"], allow: [\"" + HOST + ":10000-29999\"]}");
             Browser alice = Browser.open(network, aliceSays, dir)) {
            office.await("READY", START);
            alice.register(web + "://" + HOST + ":" + ("ws".equals(web) ? 8080 : 8443), "alice");
            String[] relays = relay.split(" ");
            useOnly(alice, relays[0]);
            assertThat(alice.output()).containsPattern("Contact: <sip:[^>]*\\.invalid;transport=ws");
            try (Baresip bob = Baresip.as("bob").in(network).registeredAt(5060, Office.password("bob")).playing(bobSays)
                     .answering().speaking("PCMA/8000/1").mediaAs(other).start(Office.DOMAIN, dir.resolve("bob"))) {
                bob.awaitRegistered();
                Duration first = Duration.ofSeconds(calls.contains("anchored") ? 12 : 10);
                aliceCallsAndHangsUp(alice, bob, first.toSeconds() + " s");
                useOnly(alice, relays[relays.length - 1]);
                bobCallsAndHangsUp(alice, bob, relays.length > 1 ? first.toSeconds() + " s" : "");
                assertThat(alice.output().contains(HOST + " " + PORT + " typ host")).as("a candidate on the shared port")
                    .isEqualTo(ice.contains("port"));
                assertThat(Pattern.compile("sent INVITE(?:(?!\nsent |\nreceived ).)*typ host", Pattern.DOTALL).matcher(alice.output()).find())
                    .as("a candidate that is no relay").isEqualTo(relay.isEmpty());
                AudioClip aliceHeard = alice.heard();
                Speech.assertHeardOver("bob hears alice", Speech.one(), WavFile.read(bob.heard()).clip(), SIMILAR);
                if (relays.length > 1) {
                    Speech.assertHeardOver("bob hears alice by her other relay", Speech.one(), WavFile.read(bob.heardLast()).clip(), SIMILAR);
                }
                // The page keeps the silence after the call too.
                Speech.assertHeardOver("alice hears bob", Speech.other(), aliceHeard.slice(Duration.ZERO, first), SIMILAR);
            }
        }
    }

    private static void useOnly(Browser page, String relay) throws IOException {
        if (!relay.isEmpty()) {
            page.say("relay " + relay + " page pw-page");
        }
    }

    private static void aliceCallsAndHangsUp(Browser alice, Baresip bob, String after) throws IOException, InterruptedException {
        alice.say("call " + Office.uri("bob"));
        alice.await("call 1 confirmed");
        alice.await("call 1 heard " + after);
        alice.say("bye");
        alice.await("call 1 ended by local");
        bob.await("session closed: Connection reset by peer");
    }

    /** @param after how much she has heard, where it is another way than before */
    private static void bobCallsAndHangsUp(Browser alice, Baresip bob, String after) throws IOException, InterruptedException {
        bob.dial(Office.uri("alice"));
        alice.await("call 2 from " + Office.uri("bob"));
        alice.say("answer");
        alice.await("call 2 confirmed");
        if (!after.isEmpty()) {
            alice.await("call 2 heard " + after);
        }
        bob.hangUp();
        alice.await("call 2 ended by remote");
    }
}
