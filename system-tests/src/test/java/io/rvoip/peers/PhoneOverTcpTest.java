package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rvoip.command.Rvoip;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A phone of ours in a network where no datagram of media passes: it connects to the port above the shared one of the office
 * (RFC 6544), and hears there and back what it says.
 */
@Timeout(120)
class PhoneOverTcpTest {
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final String HOST = PrivateNetwork.ADDRESS;

    @TempDir
    private Path dir;

    private long received(Tool phone, String word) throws Exception {
        phone.say(word);
        String line = phone.await(word.toUpperCase(Locale.ROOT) + " ", SOON);
        return Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
    }

    /** From now on no datagram leaves but those of SIP. */
    private void wall(PrivateNetwork network) throws Exception {
        assertThat(Tool.start("nft", dir, network.inside(List.of("sh", "-ec", String.join("\n", "nft add table inet wall",
            "nft 'add chain inet wall out { type filter hook output priority 0 ; }'",
            "nft add rule inet wall out udp dport 5060 accept", "nft add rule inet wall out udp sport 5060 accept",
            "nft add rule inet wall out meta l4proto udp drop")))).awaitEnd(SOON)).isZero();
    }

    @Test
    void hearsTheEchoWithoutADatagram() throws Exception {
        Tool.require("nft", "nftables");
        Path heard = dir.resolve("heard.wav");
        List<String> caller = new ArrayList<>(Rvoip.javaCommand(EchoCaller.class));
        caller.addAll(List.of(HOST + ":5060", heard.toString(), "tcp"));
        try (PrivateNetwork network = PrivateNetwork.lay(dir);
             Tool office = network.serveWithIce(dir, "{agent: full, port: 29990, tcp: passive}", "sip: {listen: [\"udp://" + HOST + ":5060\"]}")) {
            wall(network);
            office.await("READY", SOON);
            try (Tool phone = Tool.start("phone", dir, network.inside(caller))) {
                phone.await("ANSWERED", SOON);
                await("echo over the connection").atMost(Duration.ofSeconds(10)).until(() -> received(phone, "n" + System.nanoTime()) > 10);
                phone.say("say");
                phone.await("SAY ", SOON);
                long before = received(phone, "before");
                await("all of the text").pollDelay(Speech.LENGTH.plusMillis(700)).atMost(SOON)
                    .until(() -> received(phone, "n" + System.nanoTime()) - before > 300);
                phone.say("hang up");
                phone.await("ENDED", SOON);
                Speech.assertHeard("the echo over TCP", Speech.one(), heard);
            }
        }
    }

    private Tool phone(PrivateNetwork network, String user, String... whom) throws Exception {
        List<String> command = new ArrayList<>(Rvoip.javaCommand(TcpPhoneProcess.class));
        command.addAll(List.of(user, HOST + ":5060", dir.resolve(user + "-hears.wav").toString()));
        command.addAll(List.of(whom));
        return Tool.start(user, dir, network.inside(command));
    }

    /** Signalling goes over UDP: the office offers ICE unasked, on ports of its own that nothing comes to. */
    @Test
    void isCalledAndHeardWithoutADatagram() throws Exception {
        Tool.require("nft", "nftables");
        try (PrivateNetwork network = PrivateNetwork.lay(dir);
             Tool office = network.serveWithIce(dir, "{agent: full, offer: always, port: 29990, tcp: passive}",
                 "sip: {listen: [\"udp://" + HOST + ":5060\"]}")) {
            wall(network);
            office.await("READY", SOON);
            try (Tool bob = phone(network, "bob")) {
                bob.await("READY", SOON);
                try (Tool alice = phone(network, "alice", "sip:bob@" + Office.DOMAIN)) {
                    assertThat(alice.awaitEnd(SOON)).as(alice.output()).isZero();
                    assertThat(bob.awaitEnd(SOON)).as(bob.output()).isZero();
                }
            }
            Speech.assertHeard("bob hears alice", Speech.one(), dir.resolve("bob-hears.wav"));
            Speech.assertHeard("alice hears bob", Speech.other(), dir.resolve("alice-hears.wav"));
        }
    }
}
