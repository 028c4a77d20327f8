package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rvoip.command.Rvoip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A network of its own for programs that refuse to work on loopback: one address that is not, a default route, and nobody
 * else; IPv4 alone unless it is asked for both. It has no name server, and says so at once. What was started in it ends before it.
 */
final class PrivateNetwork implements AutoCloseable {
    static final String ADDRESS = "10.99.0.1";
    /** The other one, of a network that has both. */
    static final String ADDRESS_6 = "fd00:99::1";

    private static final String LAID = "network laid";

    private static final Duration SOON = Duration.ofSeconds(10);

    private final Path dir;
    private final Tool holder;

    private PrivateNetwork(Path dir, Tool holder) {
        this.dir = dir;
        this.holder = holder;
    }

    /** Skips the test, saying so, where this user may not lay one. */
    static PrivateNetwork lay(Path dir) throws IOException, InterruptedException {
        return lay(dir, "echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6", "");
    }

    /** The same with IPv6 beside IPv4. */
    static PrivateNetwork layWithBoth(Path dir) throws IOException, InterruptedException {
        return lay(dir, "", "ip addr add " + ADDRESS_6 + "/64 dev left nodad");
    }

    private static PrivateNetwork lay(Path dir, String first, String more) throws IOException, InterruptedException {
        Tool.require("ip", "iproute2");
        assumeTrue("root".equals(System.getProperty("user.name")), "a network of one's own takes root");
        Path names = Files.writeString(dir.resolve("resolv.conf"), "nameserver 127.0.0.1\n");
        Tool holder = Tool.start("network", dir, List.of("unshare", "-n", "-m", "sh", "-ec", String.join("\n",
            first,
            "ip link set lo up",
            "ip link add left type veth peer name right",
            "ip addr add " + ADDRESS + "/24 dev left",
            more,
            "ip link set left up",
            "ip link set right up",
            "ip route add default via 10.99.0.2",
            "mount --bind " + names + " /etc/resolv.conf",
            "echo " + LAID,
            "exec cat")));
        holder.await(LAID, SOON);
        return new PrivateNetwork(dir, holder);
    }

    /** A cable to another network: an interface of that name in both, with these addresses. */
    void plug(String name, String address, PrivateNetwork other, String far) throws IOException, InterruptedException {
        run("ip link add " + name + " type veth peer name " + name + " netns " + other.holder.pid());
        up(name, address);
        other.up(name, far);
    }

    private void up(String name, String address) throws IOException, InterruptedException {
        run("ip addr add " + address + "/24 dev " + name, "ip link set " + name + " up");
    }

    /** Takes it away, at both ends. */
    void unplug(String name) throws IOException, InterruptedException {
        run("ip link del " + name);
    }

    private void run(String... commands) throws IOException, InterruptedException {
        try (Tool shell = Tool.start("ip", dir, inside(List.of("sh", "-ec", String.join("\n", commands))))) {
            assertThat(shell.awaitEnd(SOON)).as("%s", shell.output()).isZero();
        }
    }

    /** What starts this command in here. */
    List<String> inside(List<String> command) {
        List<String> all = new ArrayList<>(List.of("nsenter", "-t", String.valueOf(holder.pid()), "-n", "-m"));
        all.addAll(command);
        return all;
    }

    /** An office in here that {@code rvoip serve} runs, with alice and bob, and these lines in its file; it prints {@code READY}. */
    Tool serve(Path dir, String... more) throws IOException {
        return serveWithIce(dir, "{}", more);
    }

    /** The same; {@code ice} is the section of that name. */
    Tool serveWithIce(Path dir, String ice, String... more) throws IOException {
        List<String> lines = new ArrayList<>(List.of("domain: " + Office.DOMAIN, "securityProfile: development",
            "insecureBind: true", "media: {ports: 30000-30399, ice: " + ice + "}",
            "users: [{name: alice, password: pw-alice}, {name: bob, password: pw-bob}]"));
        lines.addAll(List.of(more));
        Path config = Files.write(dir.resolve("office.yaml"), lines);
        return Tool.start("rvoip-serve", dir, inside(Rvoip.commandLine("serve", "--config", config.toString())));
    }

    @Override
    public void close() {
        holder.close();
    }
}
