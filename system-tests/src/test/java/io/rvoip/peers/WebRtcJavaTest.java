package io.rvoip.peers;

import static io.rvoip.peers.Softphone.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rvoip.command.Rvoip;
import io.rvoip.media.file.RecordingLayout;
import io.rvoip.media.file.WavFile;
import io.rvoip.simple.Call;
import io.rvoip.simple.CallRecording;
import io.rvoip.sip.transport.TransportProtocol;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** libwebrtc, by webrtc-java, calls one of our phones with plain RTP through an office: ICE and DTLS-SRTP on its side. */
@Timeout(90)
class WebRtcJavaTest {
    private static final Duration SOON = Duration.ofSeconds(40);
    /** Less than between others: it resamples on both ways, and adapts its playout. */
    private static final double SIMILAR = 0.8;
    private static final int TALK_MILLIS = 14_500; // so that the text is said to it once more from its beginning to its end

    @TempDir
    private Path dir;

    @Test
    void speaksAndHearsThroughAnOffice() throws Exception {
        boolean whole = false;
        for (int attempt = 1; attempt <= 3 && !whole; attempt++) {
            whole = speaksAndHears();
        }
        assumeTrue(whole, "webrtc-java ends itself here: its device module records beside us");
    }

    /** @return false where its natives end the process because its silence and our text came at the same time */
    private boolean speaksAndHears() throws Exception {
        try (Office office = Office.open(Office.setup().withListen("udp://127.0.0.1:0").withListen("tcp://127.0.0.1:0"), "alice", "bob");
             Softphone bob = Softphone.at(office, "bob", Speech.other())) {
            office.awaitRegistered("bob");
            List<String> command = new ArrayList<>(Rvoip.javaCommand(WebRtcPeer.class));
            command.addAll(List.of(String.valueOf(office.port(TransportProtocol.TCP)), "alice", Office.uri("bob"),
                dir.resolve("peer-hears.wav").toString(), String.valueOf(TALK_MILLIS)));
            try (Tool peer = Tool.start("webrtc-java", dir, command)) {
                Call call = answered(bob, peer);
                CallRecording bobHears = call.record(dir.resolve("bob-hears.wav"), RecordingLayout.RECEIVED);
                soon(call.answer());
                int end = peer.awaitEnd(SOON);
                if (peer.output().contains("RaceDetected()")) {
                    return false;
                }
                assertThat(end).as(peer.output()).isZero();
                assertThat(peer.output()).contains("CONNECTED", "RECORDED");
                Speech.assertHeard("bob hears webrtc-java", Speech.one(), WavFile.read(soon(bobHears.finished()).file()).clip(), SIMILAR);
                Speech.assertHeard("webrtc-java hears bob", Speech.other(),
                    WavFile.read(dir.resolve("peer-hears.wav")).clip(), SIMILAR);
                return true;
            }
        }
    }

    /** Skips the test, saying so, where the natives do not load. */
    private static Call answered(Softphone phone, Tool peer) throws InterruptedException {
        try {
            return phone.nextCall();
        } catch (AssertionError nobody) {
            assumeFalse(peer.printed("UNAVAILABLE"), "webrtc-java does not run here: " + peer.output());
            throw new AssertionError(peer.output(), nobody);
        }
    }
}
