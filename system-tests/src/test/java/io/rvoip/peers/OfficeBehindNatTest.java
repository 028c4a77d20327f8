package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.command.Rvoip;
import io.rvoip.media.file.WavFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An office at home that has asked a STUN server how others see it, and a NAT of the kernel in front of it whose owner has told it
 * which ports to pass on. A browser on the street, which may use the relays of that office alone, calls a telephone at home, which
 * knows the office by its public address as everybody does, so that the NAT turns its media around.
 */
@Timeout(120)
class OfficeBehindNatTest {
    private static final Duration START = Duration.ofSeconds(40);
    /** Less than between others: Chromium resamples on both ways. */
    private static final double SIMILAR = 0.8;
    private static final Duration ENOUGH = Duration.ofSeconds(10);
    private static final String NAT = NattedNetwork.NAT;
    private static final int TURN = 3478;

    @TempDir
    private Path dir;

    @Test
    void aBrowserOnTheStreetTalksToATelephoneAtHome() throws Exception {
        Path aliceSays = Speech.file(Speech.often(Speech.one(), 4), dir, "alice-says");
        Path bobSays = Speech.file(Speech.often(Speech.other(), 4), dir, "bob-says");
        try (NattedNetwork network = NattedNetwork.lay(dir); Tool stun = stunServer(network);
             PacketWatch street = PacketWatch.in(network::onStreet, dir, "street", "udp and dst host " + NAT + " and not src port " + TURN)) {
            network.forward(TURN + ", 5060, 30000-30399, 43000-43099", "8080");
            stun.await("Total General servers", START);
            try (Tool office = serve(network); Browser alice = Browser.open(network::onStreet, aliceSays, dir)) {
                office.await("READY", START);
                alice.register("ws://" + NAT + ":8080", "alice");
                alice.say("relay turn:" + NAT + ":" + TURN + " page pw-page");
                try (Baresip bob = Baresip.as("bob").in(network.desk(), NattedNetwork.DESK).registeredAt(NAT, 5060, Office.password("bob"))
                         .playing(bobSays).answering().speaking("PCMA/8000/1").start(Office.DOMAIN, dir.resolve("bob"))) {
                    bob.awaitRegistered();
                    alice.say("call " + Office.uri("bob"));
                    alice.await("call 1 heard " + ENOUGH.toSeconds() + " s");
                    alice.say("bye");
                    alice.await("call 1 ended by local");
                    bob.await("session closed: Connection reset by peer");

                    assertThat(alice.output()).as("a relay of the office, and where its media is")
                        .containsPattern("a=candidate:\\S+ 1 udp \\d+ 198\\.51\\.100\\.2 430\\d\\d typ relay")
                        .containsPattern("a=candidate:\\S+ 1 (?i:udp) \\d+ 198\\.51\\.100\\.2 30\\d\\d\\d typ host").contains("c=IN IP4 " + NAT)
                        .doesNotContain("192.168.");
                    assertThat(street.seen()).as("to the relay alone").hasSizeGreaterThan(400).allMatch(packet -> packet.toPort() == TURN);
                    Speech.assertHeardOver("bob at home hears alice", Speech.one(), WavFile.read(bob.heard()).clip(), SIMILAR);
                    Speech.assertHeardOver("alice on the street hears bob", Speech.other(), alice.heard().slice(Duration.ZERO, ENOUGH), SIMILAR);
                }
            }
        }
    }

    private Tool stunServer(NattedNetwork network) throws IOException {
        Tool.require("turnserver", "coturn");
        return network.onStreet("turnserver", List.of("turnserver", "-n", "-S", "-L", NattedNetwork.STREET, "-p", "3478", "--no-tls", "--no-dtls",
            "--no-cli", "--log-file", "stdout", "--pidfile", dir.resolve("turn.pid").toString(), "--userdb", dir.resolve("turn.db").toString()));
    }

    private Tool serve(NattedNetwork network) throws IOException {
        Path config = Files.write(dir.resolve("office.yaml"), List.of("domain: " + Office.DOMAIN, "securityProfile: development",
            "insecureBind: true", "advertise: \"stun:" + NattedNetwork.STREET + ":3478\"", "media: {ports: 30000-30399}",
            "sip: {listen: [\"udp://" + NattedNetwork.HOME + ":5060\", \"ws://" + NattedNetwork.HOME + ":8080\"]}",
            "turn: {users: [{name: page, password: pw-page}], listen: [\"udp://" + NattedNetwork.HOME + ":" + TURN + "\"], ports: 43000-43099}",
            "users: [{name: alice, password: pw-alice}, {name: bob, password: pw-bob}]"));
        return network.atHome("rvoip-serve", Rvoip.commandLine("serve", "--config", config.toString()));
    }
}
