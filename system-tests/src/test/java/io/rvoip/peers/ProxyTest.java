package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rvoip.builder.CallEngineConfig;
import io.rvoip.builder.SipStackConfig;
import io.rvoip.builder.VoipPlatform;
import io.rvoip.common.CapacityConfig;
import io.rvoip.common.SecurityProfile;
import io.rvoip.engine.EngineEvent;
import io.rvoip.engine.EngineMode;
import io.rvoip.sip.transport.TransportProtocol;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real peers through our proxy: it passes their requests on and sees nothing of their media. */
@Timeout(90)
class ProxyTest {
    private static final int CALLS = 200;
    private static final int PER_SECOND = 20;
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    private Path dir;

    private final List<EngineEvent.CallProxied> proxied = new CopyOnWriteArrayList<>();
    private VoipPlatform platform;

    @BeforeEach
    void start() {
        platform = VoipPlatform.builder("proxy")
            .withDomain(Office.DOMAIN)
            .withSecurityProfile(SecurityProfile.DEVELOPMENT)
            .withSipStack(SipStackConfig.custom().withListen("udp://127.0.0.1:0").withListen("tcp://127.0.0.1:0"))
            .withCallEngine(CallEngineConfig.basic().withMode(EngineMode.PROXY))
            .withCapacity(CapacityConfig.small())
            .withUser("alice", Office.password("alice"))
            .withUser("bob", Office.password("bob"))
            .withUser("sipp", Office.password("sipp"))
            .build();
        platform.start().toCompletableFuture().join();
        platform.events().subscribe(EngineEvent.CallProxied.class, Runnable::run, (sequence, event) -> proxied.add(event));
    }

    @AfterEach
    void nothingIsLeft() {
        try {
            await("no request on its way").atMost(SOON).until(() -> platform.engine().counts().calls() == 0);
            assertThat(platform.engine().counts().mediaSessions()).isZero();
            assertThat(platform.engine().counts().dialogs()).isZero();
        } finally {
            platform.close();
        }
    }

    private int port(TransportProtocol transport) {
        return platform.listenPoints().stream().filter(point -> point.protocol() == transport).findFirst().orElseThrow()
            .address().getPort();
    }

    @Test
    void twoBaresipsTalkDirectly() throws Exception {
        Path aliceSays = Speech.file(Speech.one(), dir, "alice-says");
        Path bobSays = Speech.file(Speech.other(), dir, "bob-says");
        int port = port(TransportProtocol.UDP);
        try (Baresip bob = Baresip.as("bob").registeredAt(port, Office.password("bob")).speaking("PCMA/8000/1")
                 .playing(bobSays).answering().start(Office.DOMAIN, dir.resolve("bob"));
             Baresip alice = Baresip.as("alice").registeredAt(port, Office.password("alice")).speaking("PCMA/8000/1")
                 .playing(aliceSays).start(Office.DOMAIN, dir.resolve("alice"))) {
            alice.awaitRegistered();
            bob.awaitRegistered();
            alice.dial(Office.uri("bob"));
            alice.await("Call established");
            bob.await("Call established");
            assertThat(platform.engine().counts().mediaPorts()).isZero();
            alice.await("terminated");
            bob.await("terminated");
            Speech.assertHeard("bob hears alice", Speech.one(), bob.heard());
            Speech.assertHeard("alice hears bob", Speech.other(), alice.heard());
        }
        assertThat(proxied).singleElement().satisfies(call -> assertThat(call.status()).isEqualTo(200));
    }

    @ParameterizedTest
    @CsvSource({"u1, UDP, u1, UDP", "t1, TCP, t1, TCP", "u1, UDP, t1, TCP", "t1, TCP, u1, UDP"})
    void sippCallsSipp(String mode, TransportProtocol transport, String farMode, TransportProtocol farTransport) throws Exception {
        Tool.require("sipp", "sip-tester");
        int uasPort = Tool.freePort();
        String far = "127.0.0.1:" + uasPort + ";transport=" + farTransport;
        Path uasDir = Files.createDirectories(dir.resolve("uas"));
        List<String> uas = new ArrayList<>(List.of("sipp", "-sf", SippRun.scenario(uasDir, "uas_proxy"), "-i", "127.0.0.1",
            "-p", String.valueOf(uasPort), "-t", farMode, "-nostdin"));
        try (Tool answering = Tool.start("sipp-uas", uasDir, uas)) {
            if (farTransport == TransportProtocol.TCP) {
                await("sipp listens").ignoreExceptions().until(() -> {
                    new Socket("127.0.0.1", uasPort).close();
                    return true;
                });
            }
            SippRun.Outcome outcome = SippRun.run(dir, SippRun.scenario(dir, "uac_proxy"),
                "127.0.0.1:" + port(transport), Duration.ofSeconds(40), "-t", mode, "-m", String.valueOf(CALLS),
                "-r", String.valueOf(PER_SECOND), "-p", String.valueOf(Tool.freePort()), "-key", "far", far,
                "-auth_uri", "uas@" + far, "-timeout", "35s");
            assertThat(outcome.failed()).as(outcome.output() + answering.output()).isZero();
            assertThat(outcome.successful()).isEqualTo(CALLS);
        }
        assertThat(proxied).hasSize(CALLS).allSatisfy(call -> assertThat(call.status()).isEqualTo(200));
    }
}
