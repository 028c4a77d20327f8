package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.command.Rvoip;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An office that tells the addresses of one interface alone. While it runs, that is taken away and comes again in another network:
 * a call that begins once it has looked is told the address there, and what is said goes over it, as packets at the far end show.
 */
@Timeout(150)
class InterfaceThatComesTest {
    private static final Duration START = Duration.ofSeconds(40);
    /** It looks every half minute, and once more where it looked just when nothing was there. */
    private static final Duration LOOKS = Duration.ofSeconds(75);
    private static final String NAME = "lan";
    private static final int ENOUGH = 250;

    @TempDir
    private Path dir;
    private Path says;

    @BeforeEach
    void speak() {
        says = Speech.file(Speech.one(), dir, "says");
    }

    @Test
    void isToldAndUsedByCallsThatBeginThen() throws Exception {
        Path config = Files.write(dir.resolve("office.yaml"), List.of("domain: " + Office.DOMAIN, "securityProfile: development",
            "insecureBind: true", "sip: {listen: [\"udp://0.0.0.0:5060\"]}", "media: {ports: 30000-30399, ice: {addresses: {interfaces: [" + NAME + "]}}}",
            "users: [{name: alice, password: pw-alice}]"));
        List<String> serve = new ArrayList<>(List.of("env", "RVOIP_LOG=INFO"));
        serve.addAll(Rvoip.commandLine("serve", "--config", config.toString()));
        try (PrivateNetwork here = PrivateNetwork.lay(dir); PrivateNetwork there = PrivateNetwork.lay(dir)) {
            here.plug(NAME, "10.99.1.1", there, "10.99.1.2");
            there.unplug("left"); // so that the cable is all it has
            try (Tool office = Tool.start("rvoip-serve", dir, here.inside(serve));
                 PacketWatch wire = PacketWatch.in(there::inside, dir, "any", "udp")) {
                office.await("READY", START);
                talk(there, "10.99.1.2", "10.99.1.1");
                assertTold(wire, "10.99.1.1");
                here.unplug(NAME);
                here.plug(NAME, "10.99.2.1", there, "10.99.2.2");
                office.await("calls that begin now tell of [" + NAME + "] [/10.99.2.1]", LOOKS);
                talk(there, "10.99.2.2", "10.99.2.1");
                assertTold(wire, "10.99.2.1");
            }
        }
    }

    /** A baresip with ICE at this address is answered by the office at that one, and says and hears a text. */
    private void talk(PrivateNetwork there, String own, String office) throws IOException, InterruptedException {
        try (Baresip alice = Baresip.as("alice").in(there::inside, own).registeredAt(office, 5060, Office.password("alice"))
                 .playing(says).searching().onOnePort().start(Office.DOMAIN, dir.resolve(own))) {
            alice.await("200 OK (RVOIP) [");
            alice.dial(Office.uri("echo"));
            alice.await("Call established");
            alice.await("terminated");
            assertThat(alice.output()).contains("connected: raddr " + office);
            Speech.assertHeard("echo from " + office, Speech.one(), alice.heard());
        }
    }

    /** Of our addresses this one alone, and media comes from it. */
    private static void assertTold(PacketWatch wire, String office) {
        List<PacketWatch.Datagram> from = wire.seen().stream().filter(packet -> packet.from().equals(office)).toList();
        List<String> told = from.stream().filter(packet -> packet.begins("SIP/2.0 200 "))
            .map(packet -> new String(packet.payload(), StandardCharsets.UTF_8)).filter(text -> text.contains("a=candidate")).toList();
        assertThat(told).isNotEmpty().allSatisfy(text -> assertThat(Pattern.compile("a=candidate:\\S+ 1 (?i:udp) \\d+ (\\S+) ").matcher(text)
            .results().map(candidate -> candidate.group(1)).toList()).as(text).containsOnly(office));
        assertThat(from.stream().filter(PacketWatch.Datagram::isG711)).as("media from " + office).hasSizeGreaterThan(ENOUGH);
    }
}
