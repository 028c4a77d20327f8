package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rvoip.builder.RtpEngineConfig;
import io.rvoip.builder.SipStackConfig;
import io.rvoip.builder.VoipPlatform;
import io.rvoip.common.CapacityConfig;
import io.rvoip.common.SecurityProfile;
import io.rvoip.engine.CallRecord;
import io.rvoip.engine.EngineCounts;
import io.rvoip.engine.EngineEvent;
import io.rvoip.session.CallEnd;
import io.rvoip.session.LegStatistics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * sipp calls sipp through the B2BUA, each call with digest credentials and anchored media. What counts is what the
 * caller saw, what the engine recorded of each call, and that the engine holds nothing afterwards: for its last timers all
 * platforms are waited for together.
 */
@Timeout(200)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SippLoadTest {
    private static final int CALLS_PER_SECOND = 100;
    private static final int SECONDS = 60;
    private static final int CONCURRENT = 50;
    /** Of the recording that sipp brings along, 30 ms each; what we send of our own accord has 20 ms. */
    private static final int PACKETS = 236;
    private static final int SAMPLES = 240;
    private static final Duration PLAYING = Duration.ofMillis(30 * PACKETS);
    private static final Path CAPTURE = Path.of("/usr/share/sip-tester/g711a.pcap");
    /** For sipp to give up a call by itself, and say why, before the test gives up sipp. */
    private static final int PATIENCE = 40;
    /** 64*T1, for which transactions wait for stray messages, and some seconds. */
    private static final Duration LINGER = Duration.ofSeconds(32 + 6);
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration MOMENT = Duration.ofSeconds(1);

    /** The platforms whose calls are over, and until when something may be left of them. */
    private static final Map<VoipPlatform, Instant> QUIET = new LinkedHashMap<>();

    @TempDir
    private Path dir;

    private VoipPlatform platform;
    private final List<CallRecord> records = new CopyOnWriteArrayList<>();

    private void open() {
        platform = VoipPlatform.builder("load")
            .withDomain(Office.DOMAIN).withSecurityProfile(SecurityProfile.DEVELOPMENT)
            .withSipStack(SipStackConfig.custom().withListen("udp://127.0.0.1:0"))
            .withRtpEngine(RtpEngineConfig.basic().withPorts(10_000, 19_999))
            .withCapacity(new CapacityConfig(2, 2_500, Duration.ofSeconds(10), 1.0))
            .withUser("alice", Office.password("alice")).withUser("bob", Office.password("bob"))
            .build();
        platform.start().toCompletableFuture().join();
        platform.events().subscribe(EngineEvent.CallEnded.class, Runnable::run, (sequence, event) -> records.add(event.record()));
    }

    @AfterEach
    void stop() {
        if (platform != null && !QUIET.containsKey(platform)) {
            platform.close();
        }
    }

    @AfterAll
    static void stopAll() {
        QUIET.keySet().forEach(VoipPlatform::close);
    }

    @BeforeEach
    void needsSipp() {
        Tool.require("sipp", "sip-tester");
    }

    @Test
    @Order(1)
    void aHundredCallsASecondForAMinute() throws Exception {
        int calls = CALLS_PER_SECOND * SECONDS;
        open();
        try (SippRun bob = bob(); SippRun alice = alice("uac_auth", calls, CALLS_PER_SECOND, Duration.ofMillis(200))) {
            assertAllSucceeded(alice.outcome(Duration.ofSeconds(SECONDS + PATIENCE + 5)), calls);
            assertNoCallIsLeft();
        }
    }

    @Test
    @Order(2)
    void fiftyCallsAtOnceThatTalk() throws Exception {
        assumeTrue(Files.exists(CAPTURE), CAPTURE + " is missing (apt-get install sip-tester)");
        assumeTrue("root".equals(System.getProperty("user.name")), "sipp plays RTP for root only");
        open();
        try (RtpEars atAlice = RtpEars.open(CONCURRENT, RtpEar.PCMA, false);
                RtpEars atBob = RtpEars.open(2 * CONCURRENT, RtpEar.PCMU, true); // sipp counts stray messages as calls
                SippRun bob = bob("-mp", String.valueOf(atBob.mediaPort()));
                SippRun alice = alice("uac_auth_pcap", CONCURRENT, CONCURRENT / 2, PLAYING.plusSeconds(2),
                    "-mp", String.valueOf(atAlice.mediaPort()))) {
            assertAllSucceeded(alice.outcome(Duration.ofSeconds(10 + PATIENCE + 5)), CONCURRENT);
            assertAllAtOnce();
            assertNothingWasLost();
            assertHeard(atBob, "A-law of alice as µ-law");
            assertHeard(atAlice, "what bob sent back, as A-law again");
            assertNoCallIsLeft();
        }
    }

    /** Transactions wait for stray messages; after that all counters are at zero. */
    @Test
    @Order(3)
    void nothingIsLeftOfAnyOfThem() {
        assertThat(QUIET).as("platforms whose calls succeeded").isNotEmpty();
        QUIET.forEach((quiet, until) -> await("nothing left").atMost(left(until)).untilAsserted(() ->
            assertThat(quiet.engine().counts()).isEqualTo(new EngineCounts(0, 0, 0, 0, 0, 0, 0, 0))));
    }

    private static Duration left(Instant until) {
        Duration left = Duration.between(Instant.now(), until);
        return left.compareTo(MOMENT) > 0 ? left : MOMENT;
    }

    private void assertAllSucceeded(SippRun.Outcome caller, int calls) {
        assertThat(caller.failed()).as(caller.output()).isZero();
        assertThat(caller.successful()).as(caller.output()).isEqualTo(calls);
        await("records").atMost(SOON).until(() -> records.size() >= calls);
        assertThat(records).hasSize(calls).allSatisfy(record -> {
            assertThat(record.answeredAt()).isPresent();
            assertThat(record.end()).matches(CallEnd::ordinary);
            assertThat(record.legs()).hasSize(2);
        });
        System.out.println(calls + " calls, INVITE to 200 " + caller.responseTime() + " on average, "
            + caller.retransmissions() + " retransmissions");
    }

    private void assertAllAtOnce() {
        assertThat(records.stream().map(record -> record.answeredAt().orElseThrow()).max(Comparator.naturalOrder()).orElseThrow())
            .as("the last call is answered before the first one ends")
            .isBefore(records.stream().map(record -> record.end().at()).min(Comparator.naturalOrder()).orElseThrow());
    }

    private static void assertHeard(RtpEars ears, String what) {
        List<Integer> packets = ears.packetsOf(SAMPLES);
        assertThat(packets).as(what).hasSize(CONCURRENT).allSatisfy(count -> assertThat(count).isEqualTo(PACKETS));
    }

    private void assertNothingWasLost() {
        assertThat(records).allSatisfy(record -> {
            LegStatistics alice = statistics(record, "alice");
            LegStatistics bob = statistics(record, "bob");
            assertThat(List.of(alice.packetsReceived(), alice.packetsLost(), bob.packetsLost()))
                .as("received and lost of alice, lost of bob; " + drops()).isEqualTo(List.of((long) PACKETS, 0L, 0L));
        });
    }

    /** What the platform dropped, and why. */
    private String drops() {
        return platform.metrics().lines().filter(line -> line.contains("dropped") && !line.startsWith("#") && !line.endsWith(" 0.0"))
            .collect(Collectors.joining(", "));
    }

    private static LegStatistics statistics(CallRecord record, String user) {
        return record.legs().stream().filter(leg -> leg.party().equals(Office.uri(user))).findFirst().orElseThrow()
            .statistics().orElseThrow();
    }

    /** Media ports are free at once; then bob goes too. */
    private void assertNoCallIsLeft() {
        assertThat(platform.engine().counts()).matches(counts ->
            counts.calls() + counts.mediaSessions() + counts.mediaPorts() + counts.sessions() == 0);
        assertThat(platform.engine().unregister(Office.uri("bob")).toCompletableFuture().join()).isTrue();
        QUIET.put(platform, Instant.now().plus(LINGER));
    }

    /** sipp as bob: registers its address, then takes calls there. It bears what comes twice. */
    private SippRun bob(String... more) throws IOException, InterruptedException {
        List<String> options = List.of("-p", String.valueOf(Tool.freePort()), "-default_behaviors", "all,-abortunexp");
        SippRun.Outcome registered = SippRun.run(dir, SippRun.scenario(dir, "register_bob"), target(), SOON,
            Stream.concat(options.stream(), Stream.of("-m", "1", "-auth_uri", Office.DOMAIN)).toArray(String[]::new));
        assertThat(registered.successful()).as(registered.output()).isEqualTo(1);
        return SippRun.start(dir, SippRun.scenario(dir, "uas"), target(),
            Stream.of(options, List.of("-mi", "127.0.0.1"), List.of(more)).flatMap(List::stream).toList());
    }

    /** sipp as alice; it gives up by itself when calls hang, and says which. */
    private SippRun alice(String scenario, int calls, int perSecond, Duration talk, String... more) throws IOException {
        List<String> options = List.of("-p", String.valueOf(Tool.freePort()), "-mi", "127.0.0.1",
            "-m", String.valueOf(calls), "-r", String.valueOf(perSecond), "-l", "2500",
            "-d", String.valueOf(talk.toMillis()), "-auth_uri", "bob@" + Office.DOMAIN,
            "-timeout", calls / perSecond + talk.toSeconds() + PATIENCE + "s");
        return SippRun.start(dir, SippRun.scenario(dir, scenario), target(),
            Stream.of(options, List.of(more)).flatMap(List::stream).toList());
    }

    private String target() {
        return "127.0.0.1:" + platform.sipAddresses().get(0).getPort();
    }
}
