package io.rvoip.peers;

import static io.rvoip.peers.Softphone.soon;
import static org.awaitility.Awaitility.await;

import io.rvoip.media.file.RecordingLayout;
import io.rvoip.simple.Call;
import io.rvoip.simple.CallRecording;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Our client and baresip without anybody between them. */
@Timeout(60)
class DirectCallTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    private Path dir;

    @Test
    void baresipCallsOurAnsweringClient() throws Exception {
        try (Softphone alice = Softphone.alone("alice", Speech.one());
             Baresip bob = baresip().start("127.0.0.1", dir.resolve("bob"))) {
            bob.dial("sip:alice@127.0.0.1:" + alice.port());
            Call call = alice.nextCall();
            CallRecording heard = call.record(dir.resolve("alice-hears.wav"), RecordingLayout.RECEIVED);
            soon(call.answer());
            talk(call, bob, heard);
        }
    }

    @Test
    void ourClientCallsBaresip() throws Exception {
        try (Baresip bob = baresip().start("127.0.0.1", dir.resolve("bob"));
             Softphone alice = Softphone.alone("alice", Speech.one())) {
            Call call = alice.dial("sip:bob@127.0.0.1:" + bob.sipPort());
            CallRecording heard = call.record(dir.resolve("alice-hears.wav"), RecordingLayout.RECEIVED);
            soon(call.answered());
            talk(call, bob, heard);
        }
    }

    private Baresip.Setup baresip() {
        return Baresip.as("bob").answering().playing(Speech.file(Speech.often(Speech.other(), 3), dir, "bob-says"));
    }

    private static void talk(Call call, Baresip bob, CallRecording heard) throws Exception {
        bob.await("Call established");
        await("media of one text").atMost(Speech.LENGTH.plus(SOON)).until(() ->
            call.duration().compareTo(Speech.LENGTH.plusMillis(500)) > 0);
        soon(call.hangup());
        bob.await("terminated");
        Speech.assertHeard("baresip hears us", Speech.one(), bob.heard());
        Speech.assertHeard("we hear baresip", Speech.other(), soon(heard.finished()).file());
    }
}
