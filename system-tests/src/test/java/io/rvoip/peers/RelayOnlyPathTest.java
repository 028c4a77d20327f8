package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rvoip.command.Rvoip;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two of our clients in networks of their own that may not send each other UDP, one controlling and one controlled: all
 * candidates are offered, and coturn is the only path there is.
 */
@Timeout(120)
class RelayOnlyPathTest {
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final String ALICE = "10.99.1.1";
    private static final String BOB = "10.99.1.2";
    private static final String RELAY = "10.99.1.3";
    private static final Pattern RELAYED = Pattern.compile("peer usage: .* sp=([0-9]+)");

    @TempDir
    private Path dir;

    private final List<Tool> started = new ArrayList<>();

    private Tool network(String name) throws Exception {
        Tool holder = Tool.start(name, dir, List.of("unshare", "-n", "sh", "-ec", "ip link set lo up; echo laid; exec cat"));
        started.add(holder);
        holder.await("laid", SOON);
        return holder;
    }

    private static List<String> in(Tool network, List<String> command) {
        List<String> all = new ArrayList<>(List.of("nsenter", "-t", String.valueOf(network.pid()), "-n"));
        all.addAll(command);
        return all;
    }

    private int run(List<String> command) throws Exception {
        try (Tool tool = Tool.start(command.get(0), dir, command)) {
            return tool.awaitEnd(SOON);
        }
    }

    private void ip(Tool network, String arguments) throws Exception {
        assertThat(run(in(network, List.of(("ip " + arguments).split(" "))))).as("ip " + arguments).isZero();
    }

    private void lay(Tool alice, Tool bob) throws Exception {
        assertThat(run(List.of("ip", "link", "add", "left", "netns", String.valueOf(alice.pid()), "type", "veth", "peer", "name", "right",
            "netns", String.valueOf(bob.pid())))).isZero();
        ip(alice, "addr add " + ALICE + "/24 dev left");
        ip(alice, "link set left up");
        ip(bob, "addr add " + BOB + "/24 dev right");
        ip(bob, "addr add " + RELAY + "/24 dev right");
        ip(bob, "link set right up");
        ip(alice, "rule add pref 20 to " + BOB + " ipproto udp prohibit");
        ip(bob, "rule add pref 10 from " + RELAY + " lookup main");
        ip(bob, "rule add pref 20 to " + ALICE + " ipproto udp prohibit");
        assertThat(run(in(alice, List.of("ip", "route", "get", BOB, "ipproto", "udp")))).as("the direct way is closed").isNotZero();
        assertThat(run(in(bob, List.of("ip", "route", "get", ALICE, "ipproto", "udp")))).as("the direct way is closed").isNotZero();
    }

    private Tool phone(Tool network, String user, String address, String... whom) throws Exception {
        List<String> command = new ArrayList<>(Rvoip.javaCommand(PhoneProcess.class));
        command.addAll(List.of(user, address, "5060", "turn:" + RELAY + ":3478?transport=udp", dir.resolve(user + "-hears.wav").toString()));
        command.addAll(List.of(whom));
        Tool phone = Tool.start(user, dir, in(network, command));
        started.add(phone);
        return phone;
    }

    @Test
    void bothHearEachOtherThroughCoturn() throws Exception {
        Tool.require("turnserver", "coturn");
        Tool.require("ip", "iproute2");
        assumeTrue("root".equals(System.getProperty("user.name")), "networks of one's own take root");
        try {
            Tool alices = network("alices-network");
            Tool bobs = network("bobs-network");
            lay(alices, bobs);
            Tool coturn = Tool.start("turnserver", dir, in(bobs, List.of("turnserver", "-n", "-v", "-L", RELAY, "-E", RELAY, "-p", "3478", "-a",
                "-u", "phones:pw-phones", "-r", "rvoip.test", "--no-tls", "--no-dtls", "--no-cli", "--log-file", "stdout",
                "--pidfile", dir.resolve("turn.pid").toString(), "--userdb", dir.resolve("turn.db").toString())));
            started.add(coturn);
            coturn.await("Total General servers", SOON);
            Tool bob = phone(bobs, "bob", BOB);
            bob.await("READY", SOON);
            Tool alice = phone(alices, "alice", ALICE, "sip:bob@" + BOB + ":5060;transport=tcp");
            assertThat(alice.awaitEnd(SOON)).as(alice.output()).isZero();
            assertThat(bob.awaitEnd(SOON)).as(bob.output()).isZero();

            Speech.assertHeard("bob hears alice", Speech.one(), dir.resolve("bob-hears.wav"));
            Speech.assertHeard("alice hears bob", Speech.other(), dir.resolve("alice-hears.wav"));
            coturn.await("peer usage:", SOON);
            assertThat(relayed(coturn)).as("what passed through it: " + coturn.output()).isGreaterThan(400);
        } finally {
            for (int i = started.size() - 1; i >= 0; i--) {
                started.get(i).close();
            }
        }
    }

    private static long relayed(Tool coturn) {
        Matcher found = RELAYED.matcher(coturn.output());
        long packets = 0;
        while (found.find()) {
            packets += Long.parseLong(found.group(1));
        }
        return packets;
    }
}
