package io.rvoip.peers;

import static io.rvoip.peers.Softphone.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.simple.Call;
import io.rvoip.simple.CallState;
import io.rvoip.simple.SimpleVoipClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong between two ends, played by sipp; each file names the section of the RFC that says what has to come of it. */
@Timeout(60)
class SippScenariosTest {
    private static final Duration BOUND = Duration.ofSeconds(15);

    private static Office office;
    private static Softphone alice;
    private static Softphone alone;

    @TempDir
    private Path dir;

    @BeforeAll
    static void open() {
        Tool.require("sipp", "sip-tester");
        office = Office.open("alice", "bob");
        alice = Softphone.at(office, "alice", Speech.one());
        alone = Softphone.connect(SimpleVoipClient.create("alice@127.0.0.1", "secret").withRegistration(false)
            .withAutoAnswer(true), Speech.one());
    }

    @AfterAll
    static void close() {
        alone.close();
        alice.close();
        office.close();
    }

    private SippRun start(String scenario, String target, int port, String... more) throws IOException {
        List<String> options = new ArrayList<>(List.of("-m", "1", "-p", String.valueOf(port), "-mi", "127.0.0.1",
            "-mp", String.valueOf(Tool.freePort()), "-timeout", BOUND.toSeconds() - 2 + "s",
            "-trace_msg", "-message_file", messages().toString()));
        options.addAll(List.of(more));
        return SippRun.start(dir, SippRun.scenario(dir, scenario), target, options);
    }

    private Path messages() {
        return dir.resolve("messages");
    }

    /** How often sipp sent or received something that begins so. */
    private static int count(String start, String messages) {
        return messages.split("(?m)^" + start, -1).length - 1;
    }

    private static void assertAsWritten(SippRun sipp) throws IOException, InterruptedException {
        SippRun.Outcome outcome = sipp.outcome(BOUND);
        assertThat(outcome.successful()).as(outcome.output()).isEqualTo(1);
        assertThat(outcome.failed()).as(outcome.output()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"uas_forked_200", "uas_no_tag", "uas_answer_repeated", "uas_422", "uas_challenges"})
    void ourPhoneCalls(String scenario) throws Exception {
        int port = Tool.freePort();
        try (SippRun sipp = start(scenario, "127.0.0.1:9", port)) {
            Call call = alone.dial("sip:sipp@127.0.0.1:" + port);
            soon(call.answered());
            soon(call.ended());
            assertAsWritten(sipp);
        }
        assertAcknowledged(scenario);
    }

    private void assertAcknowledged(String scenario) throws IOException {
        if ("uas_answer_repeated".equals(scenario)) {
            assertThat(count("ACK sip:", Files.readString(messages()))).isGreaterThanOrEqualTo(2);
        }
    }

    /** The same ends, as bob's phone at our office: its leg to them does the same. */
    @ParameterizedTest
    @ValueSource(strings = {"uas_forked_200", "uas_no_tag", "uas_answer_repeated", "uas_422"})
    void ourOfficeCalls(String scenario) throws Exception {
        int port = Tool.freePort();
        String target = "127.0.0.1:" + office.port();
        try (SippRun registering = start("register_bob", target, port, "-auth_uri", Office.DOMAIN)) {
            assertAsWritten(registering);
        }
        try (SippRun sipp = start(scenario, target, port)) {
            Call call = alice.dial("bob");
            soon(call.answered());
            soon(call.ended());
            assertAsWritten(sipp);
            assertAcknowledged(scenario);
        } finally {
            office.pbx().platform().engine().unregister(Office.uri("bob")).toCompletableFuture().join();
        }
    }

    @Test
    void bothSidesChangeTheCallAtOnce() throws Exception {
        int port = Tool.freePort();
        try (SippRun sipp = start("uas_glare", "127.0.0.1:9", port)) {
            Call call = alone.dial("sip:sipp@127.0.0.1:" + port);
            soon(call.answered());
            CompletableFuture<?> held = call.hold();
            soon(held);
            assertThat(call.state()).isIn(CallState.ON_HOLD, CallState.ENDED);
            soon(call.ended());
            assertAsWritten(sipp);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"uac_late_cancel", "uac_unknown_require"})
    void ourPhoneIsCalled(String scenario) throws Exception {
        try (SippRun sipp = start(scenario, "127.0.0.1:" + alone.port(), Tool.freePort())) {
            assertAsWritten(sipp);
        }
    }

    @Test
    void theAnswerIsRepeatedUntilItsAckComes() throws Exception {
        try (SippRun sipp = start("uac_lost_ack", "127.0.0.1:" + alone.port(), Tool.freePort())) {
            assertAsWritten(sipp);
        }
        String all = Files.readString(messages());
        String beforeAck = all.substring(0, all.indexOf("ACK sip:"));
        assertThat(count("SIP/2.0 200 OK", beforeAck)).as(beforeAck).isEqualTo(2); // at once and after T1; 2*T1 more is too late
    }
}
