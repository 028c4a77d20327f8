package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rvoip.command.Rvoip;
import io.rvoip.media.analysis.ToneDetector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A softphone behind a NAT of the kernel, whose interface is taken away in a call: it goes on over another one, and what it says is
 * at the office and back within two seconds of the request with which it begins ICE anew.
 */
@Timeout(120)
class NattedPhoneTest {
    private static final Duration SOON = Duration.ofSeconds(40);
    /** So much in so long: it was back after two seconds. */
    private static final long ENOUGH_MILLIS = 1_000;
    private static final long LOOKED_AT_MILLIS = 3_000;

    @TempDir
    private Path dir;

    private long received(Tool phone, String word) throws Exception {
        phone.say(word);
        String line = phone.await(word.toUpperCase(Locale.ROOT) + " ", SOON);
        return Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
    }

    @Test
    void aCallGoesOnWhenTheInterfaceIsGone() throws Exception {
        Path config = Files.write(dir.resolve("office.yaml"), List.of("domain: " + Office.DOMAIN, "securityProfile: development",
            "insecureBind: true", "sip: {listen: [\"udp://" + NattedNetwork.STREET + ":5060\"]}",
            "media: {ports: 30000-30399}", "users: [{name: alice, password: pw-alice}]"));
        Path heard = dir.resolve("heard.wav");
        List<String> caller = new ArrayList<>(Rvoip.javaCommand(EchoCaller.class));
        caller.addAll(List.of(NattedNetwork.STREET + ":5060", heard.toString()));
        try (NattedNetwork network = NattedNetwork.lay(dir);
             Tool office = network.onStreet("rvoip-serve", Rvoip.commandLine("serve", "--config", config.toString()));
             PacketWatch wire = PacketWatch.in(network::atHome, dir, "any", "udp")) {
            office.await("READY", SOON);
            try (Tool phone = network.atHome("phone", caller)) {
                phone.await("ANSWERED", SOON);
                await("echo through the NAT").atMost(Duration.ofSeconds(10)).until(() -> received(phone, "n" + System.nanoTime()) > 50);
                network.removeTheInterface();
                phone.await("RECONNECTED", Duration.ofSeconds(20));
                isBackInTime(wire);
                phone.say("say");
                phone.await("SAY ", SOON);
                long before = received(phone, "before");
                await("all of the text").pollDelay(Speech.LENGTH.plusMillis(700)).atMost(SOON)
                    .until(() -> received(phone, "n" + System.nanoTime()) - before > 300);
                phone.say("hang up");
                phone.await("ENDED", SOON);
                assertThat(phone.output()).contains("RECORDED");
                Speech.assertHeard("the echo over the other interface", Speech.one(), heard);
            }
        }
    }

    /** What comes to the second address can only be what was said from there: an echo of nothing is silent. */
    private static void isBackInTime(PacketWatch wire) {
        await("a request from the other address").atMost(SOON).until(() -> restart(wire).isPresent());
        long restart = restart(wire).orElseThrow();
        await("what comes then").atMost(SOON).until(() -> heardSoonAfter(restart, wire) > ENOUGH_MILLIS
            || echo(wire).anyMatch(packet -> packet.millis() > restart + LOOKED_AT_MILLIS));
        assertThat(heardSoonAfter(restart, wire)).as("ms of the echo in the %s ms after the request", LOOKED_AT_MILLIS).isGreaterThan(ENOUGH_MILLIS);
    }

    private static long heardSoonAfter(long restart, PacketWatch wire) {
        ToneDetector in = new ToneDetector(EchoCaller.HERTZ);
        echo(wire).filter(packet -> packet.millis() < restart + LOOKED_AT_MILLIS).forEach(packet -> in.write(packet.samples(), packet.samples().length));
        return in.heardMillis();
    }

    private static OptionalLong restart(PacketWatch wire) {
        return wire.seen().stream().filter(packet -> packet.from().equals(NattedNetwork.SECOND) && packet.begins("INVITE "))
            .mapToLong(PacketWatch.Datagram::millis).min();
    }

    private static Stream<PacketWatch.Datagram> echo(PacketWatch wire) {
        return wire.seen().stream().filter(packet -> packet.to().equals(NattedNetwork.SECOND) && packet.isG711());
    }
}
