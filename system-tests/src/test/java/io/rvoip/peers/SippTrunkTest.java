package io.rvoip.peers;

import static io.rvoip.peers.Softphone.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.simple.Call;
import io.rvoip.simple.CallState;
import io.rvoip.simple.SimpleVoipClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** What trunks insist on, with sipp as the trunk: PRACK of forks, UPDATE before the answer, session timers. */
@Timeout(90)
class SippTrunkTest {
    private static final Duration LONG = Duration.ofSeconds(75);

    @TempDir
    private Path dir;

    private CompletableFuture<SippRun.Outcome> trunk(String scenario, int port) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return SippRun.run(dir, SippRun.scenario(dir, scenario), "127.0.0.1:9", LONG, "-m", "1", "-p",
                    String.valueOf(port), "-mi", "127.0.0.1", "-mp", String.valueOf(Tool.freePort()), "-timeout", "70s");
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        });
    }

    private static void assertAllAsScripted(SippRun.Outcome outcome) {
        assertThat(outcome.successful()).as(outcome.output()).isEqualTo(1);
        assertThat(outcome.failed()).as(outcome.output()).isZero();
    }

    private void ourClientCalls(String scenario) throws Exception {
        int port = Tool.freePort();
        CompletableFuture<SippRun.Outcome> sipp = trunk(scenario, port);
        try (Softphone alice = Softphone.alone("alice", Speech.one())) {
            Call call = alice.dial("sip:trunk@127.0.0.1:" + port);
            soon(call.answered());
            soon(call.hangup());
            assertAllAsScripted(sipp.get(LONG.toSeconds(), TimeUnit.SECONDS));
        }
    }

    @Test
    void eachForkIsAcknowledgedInItsOwnNumbers() throws Exception {
        ourClientCalls("uas_forked_100rel");
    }

    @Test
    void earlyMediaIsChangedBeforeTheAnswer() throws Exception {
        ourClientCalls("uas_update_early");
    }

    @Test
    void tooShortAnIntervalIsRefusedAndTheNextOneTaken() throws Exception {
        try (Softphone alice = Softphone.connect(SimpleVoipClient.create("alice@127.0.0.1", "").withRegistration(false)
                .withAutoAnswer(true), Speech.one())) {
            assertAllAsScripted(SippRun.run(dir, SippRun.scenario(dir, "uac_422"), "127.0.0.1:" + alice.port(), LONG,
                "-m", "1", "-p", String.valueOf(Tool.freePort()), "-mi", "127.0.0.1", "-mp",
                String.valueOf(Tool.freePort()), "-timeout", "20s"));
        }
    }

    /** {@code ./test --long refresh}: half of the shortest interval is 45 s. */
    @Test
    @EnabledIfSystemProperty(named = "rvoip.refresh", matches = "true")
    void theCallIsRefreshedByUpdateAtHalfTime() throws Exception {
        int port = Tool.freePort();
        CompletableFuture<SippRun.Outcome> sipp = trunk("uas_timer", port);
        try (Softphone alice = Softphone.alone("alice", Speech.one())) {
            Call call = alice.dial("sip:trunk@127.0.0.1:" + port);
            soon(call.answered());
            assertAllAsScripted(sipp.get(LONG.toSeconds(), TimeUnit.SECONDS));
            assertThat(call.state()).isEqualTo(CallState.ENDED);
        }
    }
}
