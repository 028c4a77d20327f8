package io.rvoip.peers;

import static io.rvoip.peers.Softphone.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rvoip.engine.EngineEvent;
import io.rvoip.media.file.RecordingLayout;
import io.rvoip.session.EndParty;
import io.rvoip.simple.Call;
import io.rvoip.simple.CallEvent;
import io.rvoip.simple.CallRecording;
import io.rvoip.simple.CallState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Our client is alice, baresip is bob, and an office of ours is between them. */
@Timeout(60)
class ClientAndBaresipTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    /** Packets under way when a hold is agreed on, and the second for which counts may be old. */
    private static final Duration SETTLED = Duration.ofMillis(1300);
    /** 75 packets would come in this time. */
    private static final Duration WATCHED = Duration.ofMillis(1500);

    @TempDir
    private Path dir;

    private Office office;
    private Baresip bob;
    private Softphone alice;

    @BeforeEach
    void register() throws Exception {
        Baresip.Setup setup = Baresip.as("bob");
        office = Office.open("alice", "bob");
        bob = setup.registeredAt(office.port(), Office.password("bob"))
            .playing(Speech.file(Speech.often(Speech.other(), 6), dir, "bob-says")).answering()
            .start(Office.DOMAIN, dir.resolve("bob"));
        alice = Softphone.at(office, "alice", Speech.one());
        bob.awaitRegistered();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable part : new AutoCloseable[] {alice, bob, office}) {
            if (part != null) {
                part.close();
            }
        }
    }

    @Test
    void theClientCallsAndHangsUp() throws Exception {
        Call call = alice.dial("bob");
        CallRecording heard = call.record(dir.resolve("alice-hears.wav"), RecordingLayout.RECEIVED);
        soon(call.answered());
        bob.await("Call established");
        talk(call);
        keysAreHeard(call);
        assertThat(soon(call.hangup()).who()).isEqualTo(EndParty.LOCAL);
        bob.await("terminated");
        bothHeard(heard);
        assertThat(office.recordsOnceQuiet()).hasSize(1);
    }

    @Test
    void baresipCallsAndHangsUp() throws Exception {
        bob.dial(Office.uri("alice"));
        Call call = alice.nextCall();
        bob.await("SIP Progress: 180");
        assertThat(call.remoteParty()).isEqualTo(Office.uri("bob"));
        CallRecording heard = call.record(dir.resolve("alice-hears.wav"), RecordingLayout.RECEIVED);
        soon(call.answer());
        bob.await("Call established");
        talk(call);
        keysAreHeard(call);
        bob.hangUp();
        assertThat(soon(call.ended()).who()).isEqualTo(EndParty.REMOTE);
        assertThat(call.state()).isEqualTo(CallState.ENDED);
        bob.await("terminated");
        bothHeard(heard);
        assertThat(office.recordsOnceQuiet()).hasSize(1);
    }

    @Test
    void nothingFlowsWhileTheClientHolds() throws Exception {
        Call call = alice.dial("bob");
        soon(call.answered());
        flows(call);
        soon(call.hold());
        assertThat(call.state()).isEqualTo(CallState.ON_HOLD);
        settle();
        Baresip.Packets before = bob.packets();
        long sent = Softphone.sent(call);
        long received = Softphone.received(call);
        watch();
        assertThat(bob.packets()).as("sent and received by baresip").isEqualTo(before);
        assertThat(Softphone.sent(call)).as("sent by the client").isEqualTo(sent);
        assertThat(Softphone.received(call)).as("received by the client").isEqualTo(received);
        soon(call.resume());
        assertThat(call.state()).isEqualTo(CallState.ANSWERED);
        flows(call);
        assertThat(office.events().stream().map(EngineEvent::type)).contains("call.held", "call.resumed");
        soon(call.hangup());
        bob.await("terminated");
    }

    @Test
    void theClientSendsNothingWhileBaresipHolds() throws Exception {
        Call call = alice.dial("bob");
        soon(call.answered());
        flows(call);
        bob.command("hold", "");
        await().atMost(SOON).until(() -> call.state() == CallState.HELD_BY_REMOTE);
        settle();
        Baresip.Packets before = bob.packets();
        long sent = Softphone.sent(call);
        watch();
        assertThat(bob.packets().received()).as("received by baresip").isEqualTo(before.received());
        assertThat(Softphone.sent(call)).as("sent by the client").isEqualTo(sent);
        bob.command("resume", "");
        await().atMost(SOON).until(() -> call.state() == CallState.ANSWERED);
        flows(call);
        bob.hangUp();
        soon(call.ended());
    }

    private void talk(Call call) {
        await("media of one text").atMost(Speech.LENGTH.plus(SOON)).until(() ->
            call.duration().compareTo(Speech.LENGTH.plusMillis(500)) > 0);
    }

    private void keysAreHeard(Call call) throws Exception {
        List<CallEvent> events = Softphone.eventsOf(call);
        soon(call.sendDtmf("4#"));
        bob.await("received event: '4' (end=1)");
        bob.await("received event: '#' (end=1)");
        bob.command("sndcode", "7");
        await("key of baresip").atMost(SOON).untilAsserted(() -> assertThat(events)
            .filteredOn(CallEvent.DtmfReceived.class::isInstance)
            .extracting(event -> ((CallEvent.DtmfReceived) event).digit()).containsExactly('7'));
    }

    private void bothHeard(CallRecording heard) throws IOException {
        Speech.assertHeard("bob (baresip) hears alice", Speech.one(), bob.heard());
        Speech.assertHeard("alice hears bob (baresip)", Speech.other(), soon(heard.finished()).file());
    }

    /** Packets go both ways from now on. */
    private void flows(Call call) throws Exception {
        Baresip.Packets before = bob.packets();
        long received = Softphone.received(call);
        ThrowingRunnable more = () -> {
            assertThat(bob.packets().received()).as("received by baresip").isGreaterThan(before.received() + 25);
            assertThat(Softphone.received(call)).as("received by the client").isGreaterThan(received + 25);
        };
        await().atMost(SOON).untilAsserted(more);
    }

    private static void settle() throws InterruptedException {
        Thread.sleep(SETTLED.toMillis());
    }

    private static void watch() throws InterruptedException {
        Thread.sleep(WATCHED.toMillis());
    }
}
