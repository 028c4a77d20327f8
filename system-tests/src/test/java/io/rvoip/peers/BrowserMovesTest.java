package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rvoip.command.Rvoip;
import io.rvoip.media.audio.AudioClip;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A browser behind a NAT of the kernel, whose interface is taken away in a call: from another one it connects anew and begins ICE
 * anew, and within two seconds of its request the far end, a baresip without ICE, hears it. Measured by what comes to that one.
 */
@Timeout(120)
@EnabledIfSystemProperty(named = "rvoip.browser.all", matches = "true")
class BrowserMovesTest {
    private static final Duration START = Duration.ofSeconds(40);
    /** Less than between others: Chromium resamples on both ways. */
    private static final double SIMILAR = 0.8;
    private static final long BACK_MILLIS = 2_000;
    /** Until what was sent before has arrived. */
    private static final long UNDER_WAY_MILLIS = 200;
    /** Wherever in it somebody is, he says all of his text. */
    private static final Duration ENOUGH = Speech.LENGTH.multipliedBy(2);
    private static final Pattern HEARD = Pattern.compile("call 1 heard (\\d+) s");
    private static final String HOST = NattedNetwork.STREET;

    @TempDir
    private Path dir;

    @Test
    void isHeardAgainFromItsOtherInterface() throws Exception {
        Path aliceSays = Speech.file(Speech.often(Speech.one(), 4), dir, "alice-says");
        Path bobSays = Speech.file(Speech.often(Speech.other(), 8), dir, "bob-says");
        Path config = Files.write(dir.resolve("office.yaml"), List.of("domain: " + Office.DOMAIN, "securityProfile: development",
            "insecureBind: true", "sip: {listen: [\"udp://" + HOST + ":5060\", \"ws://" + HOST + ":8080\"]}", "media: {ports: 30000-30399}",
            "users: [{name: alice, password: pw-alice}, {name: bob, password: pw-bob}]"));
        try (NattedNetwork network = NattedNetwork.lay(dir);
             Tool office = network.onStreet("rvoip-serve", Rvoip.commandLine("serve", "--config", config.toString()));
             PacketWatch wire = PacketWatch.in(network::onStreet, dir, "lo", "udp src portrange 30000-30399 and udp dst portrange 20000-29999");
             Browser alice = Browser.open(network::atHome, aliceSays, dir)) {
            office.await("READY", START);
            alice.register("ws://" + HOST + ":8080", "alice");
            try (Baresip bob = Baresip.as("bob").in(network::onStreet, HOST).registeredAt(5060, Office.password("bob")).playing(bobSays)
                     .answering().speaking("PCMA/8000/1").mediaAs("plain").start(Office.DOMAIN, dir.resolve("bob"))) {
                bob.awaitRegistered();
                alice.say("call " + Office.uri("bob"));
                alice.await("call 1 heard 4 s");
                // The page counts from when there is something to listen to, which may be before anything comes through.
                await("before").atMost(START).until(() -> toBob(wire, 0, Long.MAX_VALUE) > 100);
                network.removeTheInterface();
                long gone = System.currentTimeMillis();
                alice.say("move");
                long restart = Long.parseLong(alice.await("restarts at ").replaceAll("\\D", ""));
                alice.await("restarted");
                await("all of the text").atMost(START).until(() -> toBob(wire, restart + ENOUGH.toMillis(), Long.MAX_VALUE) > 0);
                Duration told = heard(alice); // she keeps the silence after the call too
                alice.say("bye");
                alice.await("call 1 ended by local");
                bob.await("session closed: Connection reset by peer");
                AudioClip all = alice.heard().slice(Duration.ZERO, told);

                assertThat(toBob(wire, gone + UNDER_WAY_MILLIS, gone + 2 * UNDER_WAY_MILLIS)).as("while there was no way").isZero();
                long back = g711(wire, restart, Long.MAX_VALUE).mapToLong(PacketWatch.Datagram::millis).min().orElseThrow();
                System.out.println("heard again " + (back - restart) + " ms after she asked for it, " + (restart - gone) + " ms after it went");
                assertThat(back - restart).as("ms until bob hears her again").isLessThanOrEqualTo(BACK_MILLIS);
                assertThat(toBob(wire, restart + BACK_MILLIS, restart + BACK_MILLIS + 1_000)).as("packets in a second then").isGreaterThan(40);
                Speech.assertHeardOver("bob hears alice again", Speech.one(), PacketWatch.sound(g711(wire, restart, Long.MAX_VALUE)), SIMILAR);
                Speech.assertHeardOver("alice hears bob again", Speech.other(), all, SIMILAR);
            }
        }
    }

    /** How much she has said she has heard, in whole seconds. */
    private static Duration heard(Browser alice) {
        return Duration.ofSeconds(HEARD.matcher(alice.output()).results().mapToLong(line -> Long.parseLong(line.group(1))).max().orElseThrow());
    }

    private static long toBob(PacketWatch wire, long from, long until) {
        return g711(wire, from, until).count();
    }

    private static Stream<PacketWatch.Datagram> g711(PacketWatch wire, long from, long until) {
        return wire.seen().stream().filter(packet -> packet.isG711() && packet.millis() >= from && packet.millis() < until);
    }
}
