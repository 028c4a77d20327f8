package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Three networks: a street where addresses are public, a home where they are private, and a NAT of the kernel in between, which the
 * home is linked to by a first interface or, once that is gone, by a second one with another address. What was started in them
 * ends before them.
 */
final class NattedNetwork implements AutoCloseable {
    static final String STREET = "198.51.100.1";
    /** What the street sees of the home. */
    static final String NAT = "198.51.100.2";
    static final String HOME = "192.168.1.10";
    /** Where the home is once its first interface is gone. */
    static final String SECOND = "192.168.2.10";
    /** Of whoever lives at {@link #desk}. */
    static final String DESK = "192.168.3.10";

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String LAID = "network laid";

    private final Path dir;
    private final List<Tool> holders = new ArrayList<>();

    private NattedNetwork(Path dir) throws IOException, InterruptedException {
        this.dir = dir;
        for (String name : List.of("street", "nat", "home")) {
            hold(name);
        }
    }

    private void hold(String name) throws IOException, InterruptedException {
        Path names = Files.writeString(dir.resolve("no-names"), "nameserver 127.0.0.1\n");
        Tool holder = Tool.start(name, dir, List.of("unshare", "-n", "-m", "sh", "-ec",
            "ip link set lo up\nmount --bind " + names + " /etc/resolv.conf\necho " + LAID + "\nexec cat"));
        holders.add(holder);
        holder.await(LAID, SOON);
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
            "ip addr add " + STREET + "/24 dev street", "ip link set street up");
        in(1, "ip addr add " + NAT + "/24 dev wan", "ip link set wan up", "echo 1 > /proc/sys/net/ipv4/ip_forward",
            "nft add table ip home", "nft 'add chain ip home out { type nat hook postrouting priority 100 ; }'",
            "nft add rule ip home out oifname wan masquerade");
        home(1, 2);
        in(2, "ip link set up1 up", "ip route add default via 192.168.1.1");
        home(2, 2);
    }

    private void home(int number, int place) throws IOException, InterruptedException {
        in(1, "ip link add home" + number + " type veth peer name up" + number,
            "ip link set up" + number + " netns " + holders.get(place).pid(),
            "ip addr add 192.168." + number + ".1/24 dev home" + number, "ip link set home" + number + " up");
        in(place, "ip addr add 192.168." + number + ".10/24 dev up" + number);
    }

    /**
     * The NAT passes on to the home what is sent to these ports of its own, in the words of nftables, whoever sends it: who is behind
     * it too.
     */
    void forward(String udp, String tcp) throws IOException, InterruptedException {
        in(1, "nft 'add chain ip home in { type nat hook prerouting priority -100 ; }'",
            "nft 'add rule ip home in ip daddr " + NAT + " udp dport { " + udp + " } dnat to " + HOME + "'",
            "nft 'add rule ip home in ip daddr " + NAT + " tcp dport { " + tcp + " } dnat to " + HOME + "'");
    }

    /** A room of the home that the NAT routes to, at an address of its own: what starts a command there. */
    UnaryOperator<List<String>> desk() throws IOException, InterruptedException {
        hold("desk");
        int place = holders.size() - 1;
        home(3, place);
        in(place, "ip link set up3 up", "ip route add default via 192.168.3.1");
        return command -> inside(place, command);
    }

    /** Takes the interface of the home away, and gives it the other one. */
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

    Tool onStreet(String name, List<String> command) throws IOException {
        return Tool.start(name, dir, onStreet(command));
    }

    /** What starts this command on the street. */
    List<String> onStreet(List<String> command) {
        return inside(0, command);
    }

    Tool atHome(String name, List<String> command) throws IOException {
        return Tool.start(name, dir, atHome(command));
    }

    /** What starts this command at home. */
    List<String> atHome(List<String> command) {
        return inside(2, command);
    }

    @Override
    public void close() {
        holders.forEach(Tool::close);
    }
}
