package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rvoip.builder.CallEngineConfig;
import io.rvoip.builder.SipStackConfig;
import io.rvoip.builder.VoipPlatform;
import io.rvoip.common.SecurityProfile;
import io.rvoip.engine.EngineMode;
import io.rvoip.sip.transport.TransportProtocol;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** sipp calls sipp where there is no IPv4: through the proxy, and through the B2BUA with its media. */
@Timeout(60)
class Ipv6Test {
    private static final int CALLS = 20;
    private static final Duration SOON = Duration.ofSeconds(15);

    @TempDir
    private Path dir;

    private static VoipPlatform platform(EngineMode mode) {
        VoipPlatform platform = VoipPlatform.builder("six").withDomain(Office.DOMAIN)
            .withSecurityProfile(SecurityProfile.DEVELOPMENT)
            .withSipStack(SipStackConfig.custom().withListen("udp://[::1]:0").withListen("tcp://[::1]:0"))
            .withCallEngine(CallEngineConfig.basic().withMode(mode))
            .withUser("alice", Office.password("alice")).withUser("bob", Office.password("bob"))
            .withUser("sipp", Office.password("sipp")).build();
        platform.start().toCompletableFuture().join();
        return platform;
    }

    @ParameterizedTest
    @CsvSource({"UDP, u1", "TCP, t1"})
    void throughTheProxy(TransportProtocol transport, String sipp) throws Exception {
        String port = String.valueOf(Tool.freePort());
        String far = "[::1]:" + port + ";transport=" + transport;
        try (VoipPlatform platform = platform(EngineMode.PROXY);
             SippRun answering = uas("uas_proxy", platform, port, "-t", sipp)) {
            assertAllSucceed(platform, transport, answering, "uac_proxy", "-t", sipp, "-key", "far", far, "-auth_uri", "uas@" + far);
        }
    }

    /** The called sipp is a phone on UDP: what it registers over TCP would end with the connection of its registration. */
    @ParameterizedTest
    @CsvSource({"UDP, u1", "TCP, t1"})
    void throughTheOffice(TransportProtocol transport, String sipp) throws Exception {
        String port = String.valueOf(Tool.freePort());
        try (VoipPlatform platform = platform(EngineMode.B2BUA)) {
            SippRun.Outcome registered = SippRun.run(dir, SippRun.scenario(dir, "register_bob"),
                target(platform, TransportProtocol.UDP), SOON, "-p", port, "-m", "1", "-auth_uri", Office.DOMAIN);
            assertThat(registered.successful()).as(registered.output()).isEqualTo(1);
            try (SippRun answering = uas("uas", platform, port, "-mi", "::1")) {
                assertAllSucceed(platform, transport, answering, "uac_auth", "-t", sipp, "-mi", "::1", "-d", "200",
                    "-auth_uri", "bob@" + Office.DOMAIN);
            }
        }
    }

    private SippRun uas(String scenario, VoipPlatform platform, String port, String... more) throws IOException {
        return SippRun.start(dir, SippRun.scenario(dir, scenario), target(platform, TransportProtocol.UDP),
            options(List.of("-p", port), more));
    }

    private void assertAllSucceed(VoipPlatform platform, TransportProtocol transport, SippRun answering, String scenario,
            String... more) throws IOException, InterruptedException {
        List<String> options = options(List.of("-p", String.valueOf(Tool.freePort()), "-m", String.valueOf(CALLS),
            "-r", String.valueOf(CALLS), "-timeout", "12s"), more);
        SippRun.Outcome outcome = SippRun.run(dir, SippRun.scenario(dir, scenario), target(platform, transport), SOON,
            options.toArray(new String[0]));
        assertThat(outcome.failed()).as(outcome.output() + answering.output()).isZero();
        assertThat(outcome.successful()).isEqualTo(CALLS);
        await().atMost(SOON).until(() -> platform.engine().counts().calls() == 0 && platform.engine().counts().mediaPorts() == 0);
    }

    private static List<String> options(List<String> some, String... more) {
        return Stream.concat(some.stream(), Stream.of(more)).toList();
    }

    private static String target(VoipPlatform platform, TransportProtocol transport) {
        return "[::1]:" + platform.listenPoints().stream().filter(point -> point.protocol() == transport).findFirst()
            .orElseThrow().address().getPort();
    }
}
