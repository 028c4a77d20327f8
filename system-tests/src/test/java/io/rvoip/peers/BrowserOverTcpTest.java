package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rvoip.media.audio.AudioClip;
import io.rvoip.media.file.WavFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A browser in a network that lets none of its datagrams through to the office: it connects to the port above the shared one
 * (RFC 6544), and calls and is called by a baresip.
 */
@Timeout(180)
class BrowserOverTcpTest {
    private static final Duration START = Duration.ofSeconds(40);
    private static final double SIMILAR = 0.8;
    private static final String HOST = PrivateNetwork.ADDRESS;
    private static final int PORT = 29_990;

    /** What each end has heard of the first call when it ends. */
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final int AUDIBLE = 1_000;

    @TempDir
    private Path dir;

    @Test
    void callsAndIsCalledWithoutADatagram() throws Exception {
        Tool.require("nft", "nftables");
        Path aliceSays = Speech.file(Speech.often(Speech.one(), 4), dir, "alice-says");
        Path bobSays = Speech.file(Speech.often(Speech.other(), 4), dir, "bob-says");
        try (PrivateNetwork network = PrivateNetwork.lay(dir);
             Tool office = network.serveWithIce(dir, "{agent: full, port: " + PORT + ", tcp: passive}",
                 "sip: {listen: [\"udp://" + HOST + ":5060\", \"ws://" + HOST + ":8080\"]}");
             Browser alice = Browser.open(network, aliceSays, dir)) {
            assertThat(Tool.start("nft", dir, network.inside(List.of("sh", "-ec", String.join("\n", "nft add table inet wall",
                "nft 'add chain inet wall out { type filter hook output priority 0 ; }'",
                "nft add rule inet wall out udp dport " + PORT + " drop",
                "nft add rule inet wall out udp sport " + PORT + " drop")))).awaitEnd(START)).isZero();
            office.await("READY", START);
            alice.register("ws://" + HOST + ":8080", "alice");
            try (Baresip bob = Baresip.as("bob").in(network).registeredAt(5060, Office.password("bob")).playing(bobSays)
                     .answering().speaking("PCMA/8000/1").mediaAs("plain").start(Office.DOMAIN, dir.resolve("bob"))) {
                bob.awaitRegistered();
                bob.dial(Office.uri("alice"));
                alice.await("call 1 from " + Office.uri("bob"));
                alice.say("answer");
                alice.await("call 1 confirmed");
                alice.await("call 1 heard " + FIRST.toSeconds() + " s");
                bob.hangUp();
                alice.await("call 1 ended by remote");
                Speech.assertHeardOver("bob hears alice", Speech.one(), WavFile.read(bob.heard()).clip(), SIMILAR);
                Files.delete(bob.heard()); // the longest is to be that of the next call, as hers is that of this one
                alice.say("call " + Office.uri("bob"));
                alice.await("call 2 confirmed");
                alice.await("call 2 heard 4 s");
                alice.say("bye");
                alice.await("call 2 ended by local");
                bob.await("session closed: Connection reset by peer");
                assertThat(alice.output()).contains(" TCP ").contains(HOST + " " + (PORT + 1) + " typ host tcptype passive");
                await("bob hears alice again").atMost(Duration.ofSeconds(10)).ignoreExceptions() // he writes it after he has said that the call ended
                    .until(() -> loudest(WavFile.read(bob.heard()).clip()) > AUDIBLE);
                // The page keeps the silence after the call too.
                Speech.assertHeardOver("alice hears bob", Speech.other(), alice.heard().slice(Duration.ZERO, FIRST), SIMILAR);
            }
        }
    }

    private static int loudest(AudioClip clip) {
        int most = 0;
        for (short sample : clip.samples()) {
            most = Math.max(most, Math.abs(sample));
        }
        return most;
    }
}
