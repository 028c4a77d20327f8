package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Three networks: an office at a public address, a phone in a private one, and a NAT of the kernel in between, which the phone
 * is linked to by a first interface or, once that is gone, by a second one with another address. What was started in them
 * ends before them.
 */
final class NattedNetwork implements AutoCloseable {
    static final String OFFICE = "198.51.100.1";
    /** Where the phone is once its first interface is gone. */
    static final String SECOND = "192.168.2.10";

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String LAID = "network laid";

    private final Path dir;
    private final List<Tool> holders = new ArrayList<>();

    private NattedNetwork(Path dir) throws IOException, InterruptedException {
        this.dir = dir;
        Path names = Files.writeString(dir.resolve("no-names"), "nameserver 127.0.0.1\n");
        for (String name : List.of("office", "nat", "phone")) {
            Tool holder = Tool.start(name, dir, List.of("unshare", "-n", "-m", "sh", "-ec",
                "ip link set lo up\nmount --bind " + names + " /etc/resolv.conf\necho " + LAID + "\nexec cat"));
            holders.add(holder);
            holder.await(LAID, SOON);
        }
    }

    /** Skips the test, saying so, where this user may not lay them. */
    static NattedNetwork lay(Path dir) throws IOException, InterruptedException {
        Tool.require("ip", "iproute2");
        Tool.require("nft", "nftables");
        assumeTrue("root".equals(System.getProperty("user.name")), "networks of one's own take root");
        NattedNetwork network = new NattedNetwork(dir);
        try {
            network.link();
        } catch (IOException | InterruptedException | AssertionError failure) {
            network.close();
            throw failure;
        }
        return network;
    }

    private void link() throws IOException, InterruptedException {
        Tool nat = holders.get(1);
        in(0, "ip link add street type veth peer name wan", "ip link set wan netns " + nat.pid(),
            "ip addr add " + OFFICE + "/24 dev street", "ip link set street up");
        in(1, "ip addr add 198.51.100.2/24 dev wan", "ip link set wan up", "echo 1 > /proc/sys/net/ipv4/ip_forward",
            "nft add table ip home", "nft 'add chain ip home out { type nat hook postrouting priority 100 ; }'",
            "nft add rule ip home out oifname wan masquerade");
        home(1);
        in(2, "ip link set up1 up", "ip route add default via 192.168.1.1");
        home(2);
    }

    private void home(int number) throws IOException, InterruptedException {
        in(1, "ip link add home" + number + " type veth peer name up" + number,
            "ip link set up" + number + " netns " + holders.get(2).pid(),
            "ip addr add 192.168." + number + ".1/24 dev home" + number, "ip link set home" + number + " up");
        in(2, "ip addr add 192.168." + number + ".10/24 dev up" + number);
    }

    /** Takes the phone's interface away, and gives it the other one. */
    void removeTheInterface() throws IOException, InterruptedException {
        in(2, "ip link del up1", "ip link set up2 up", "ip route add default via 192.168.2.1");
    }

    private void in(int place, String... commands) throws IOException, InterruptedException {
        try (Tool shell = Tool.start("ip", dir, inside(place, List.of("sh", "-ec", String.join("\n", commands))))) {
            assertThat(shell.awaitEnd(SOON)).as("%s", shell.output()).isZero();
        }
    }

    private List<String> inside(int place, List<String> command) {
        List<String> all = new ArrayList<>(List.of("nsenter", "-t", String.valueOf(holders.get(place).pid()), "-n", "-m"));
        all.addAll(command);
        return all;
    }

    Tool inOffice(String name, List<String> command) throws IOException {
        return Tool.start(name, dir, inOffice(command));
    }

    /** What starts this command where the office is. */
    List<String> inOffice(List<String> command) {
        return inside(0, command);
    }

    Tool atPhone(String name, List<String> command) throws IOException {
        return Tool.start(name, dir, atPhone(command));
    }

    /** What starts this command where the phone is. */
    List<String> atPhone(List<String> command) {
        return inside(2, command);
    }

    @Override
    public void close() {
        holders.forEach(Tool::close);
    }
}
