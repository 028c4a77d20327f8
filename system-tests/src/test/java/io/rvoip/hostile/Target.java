package io.rvoip.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.builder.VoipPlatform;
import io.rvoip.builder.YamlConfig;
import io.rvoip.common.CapacityConfig;
import io.rvoip.common.SecurityProfile;
import io.rvoip.engine.EngineControl;
import io.rvoip.engine.EngineCounts;
import io.rvoip.presets.SmallOffice;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** The office that is attacked: on loopback, by UDP and TCP, with the users alice and bob. */
final class Target implements AutoCloseable {
    static final String DOMAIN = "rvoip.test";
    static final int FIRST_MEDIA_PORT = 41_000;
    static final int LAST_MEDIA_PORT = 41_199;

    /** Each of them means that some input reached code that was not ready for it. */
    private static final List<String> FAULTS = List.of(
        "rvoip_sip_failures_total", "rvoip_sip_handler_failures_total", "rvoip_loop_task_failures_total",
        "rvoip_media_tick_failures_total");

    /** A small office that does not mind many short calls: attacks shall fail for what they are, not for their number. */
    private static final CapacityConfig BUSY = new CapacityConfig(100, 50, Duration.ofSeconds(1), 100);

    private final VoipPlatform platform;

    private Target(VoipPlatform platform) {
        this.platform = platform;
    }

    static Target open() {
        return open(BUSY);
    }

    /** One that was declared for so much. */
    static Target open(CapacityConfig capacity) {
        return open(SmallOffice.forDomain(DOMAIN).withSecurityProfile(SecurityProfile.DEVELOPMENT)
            .withListen("udp://127.0.0.1:0").withListen("tcp://127.0.0.1:0"), capacity);
    }

    /** One with listeners of its own. */
    static Target open(SmallOffice office) {
        return open(office, BUSY);
    }

    private static Target open(SmallOffice office, CapacityConfig capacity) {
        return start(office
            .withMediaPorts(FIRST_MEDIA_PORT, LAST_MEDIA_PORT)
            .withUser("alice", password("alice")).withUser("bob", password("bob")).withUser("good", password("good"))
            .platform().withCapacity(capacity));
    }

    /** One that a file describes, with more lines in it. */
    static Target open(String yaml) {
        return start(YamlConfig.parse("domain: " + DOMAIN + "\nsecurityProfile: development\n"
            + "sip: {listen: [\"udp://127.0.0.1:0\", \"tcp://127.0.0.1:0\"]}\n"
            + "media: {ports: " + FIRST_MEDIA_PORT + "-" + LAST_MEDIA_PORT + "}\n"
            + "users: [{name: alice, password: " + password("alice") + "}, {name: good, password: " + password("good") + "}]\n" + yaml).config().toBuilder());
    }

    static Target start(VoipPlatform.Builder builder) {
        VoipPlatform platform = builder.build();
        platform.start().toCompletableFuture().join();
        return new Target(platform);
    }

    static String password(String user) {
        return "pw-" + user;
    }

    static String uri(String user) {
        return "sip:" + user + "@" + DOMAIN;
    }

    InetSocketAddress udp() {
        return platform.sipAddresses().get(0);
    }

    InetSocketAddress tcp() {
        return platform.sipAddresses().get(1);
    }

    /** Of the first listener for relays. */
    InetSocketAddress turn() {
        return platform.turnListeners().get(0).address();
    }

    EngineControl engine() {
        return platform.engine();
    }

    EngineCounts counts() {
        return engine().counts();
    }

    /** The sum of all figures whose name and labels begin so. */
    double metric(String start) {
        return platform.metrics().lines().filter(line -> line.startsWith(start))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
    }

    /** Connections of SIP that it counts, those that it opened too. */
    int connections() {
        return (int) metric("rvoip_sip_connections ");
    }

    /** The TCP sockets of this process as the system sees them, both ends: where to look for one that is left. */
    String tcpSockets() {
        String mine = "pid=" + ProcessHandle.current().pid() + ",";
        try (BufferedReader ss = new ProcessBuilder("ss", "-tanp").redirectErrorStream(true).start().inputReader()) {
            return ss.lines().filter(line -> line.contains(mine)).collect(Collectors.joining("\n", "office at " + tcp() + "\n", ""));
        } catch (IOException without) {
            return without.toString();
        }
    }

    /** SIP messages that went out by UDP, ever. */
    double sent() {
        return metric("rvoip_sip_messages_total{direction=\"out\",transport=\"udp\"");
    }

    /** No input came to where nobody expected it. */
    void assertSound() {
        for (String fault : FAULTS) {
            assertThat(metric(fault)).as(fault).isZero();
        }
    }

    @Override
    public void close() {
        platform.close();
    }
}
