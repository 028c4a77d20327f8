package io.rvoip.peers;

import static io.rvoip.peers.Softphone.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rvoip.ice.IceConfig;
import io.rvoip.media.audio.AudioClip;
import io.rvoip.media.file.RecordingLayout;
import io.rvoip.session.SecurityConfig;
import io.rvoip.simple.Call;
import io.rvoip.simple.CallRecording;
import io.rvoip.simple.SimpleVoipClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * rtpengine, told by a Kamailio, between clients of ours as browsers are (ICE and DTLS-SRTP) and such with plain RTP: one
 * browser calls and one is called, so that ours control and are controlled, and offer and answer DTLS.
 */
@Timeout(90)
class RtpengineTest {
    private static final Duration SOON = Duration.ofSeconds(15);
    /** Who has no handshake to wait for speaks at once. */
    private static final Duration HANDSHAKE = Duration.ofSeconds(2);
    private static final int PACKETS = 480;
    private static final AudioClip ONE = Speech.after(HANDSHAKE, Speech.one());
    private static final AudioClip OTHER = Speech.after(HANDSHAKE, Speech.other());

    @TempDir
    private Path dir;

    private Softphone phone(String user, int proxy, AudioClip says, boolean browser) {
        var builder = SimpleVoipClient.create(user + "@127.0.0.1", "").withRegistration(false).withOutboundProxy("127.0.0.1:" + proxy);
        return Softphone.connect(browser ? builder.withSecurity(SecurityConfig.webrtc()).withIce(IceConfig.FULL)
            : builder.withSecurity(SecurityConfig.none()), says);
    }

    private Tool kamailio(int port, int control) throws IOException {
        try (InputStream in = RtpengineTest.class.getResourceAsStream("bridge.cfg")) {
            Path config = Files.writeString(dir.resolve("bridge.cfg"), new String(in.readAllBytes(), StandardCharsets.UTF_8)
                .replace("PORT", String.valueOf(port)).replace("CONTROL", String.valueOf(control)));
            return Tool.start("kamailio", dir, List.of("/usr/sbin/kamailio", "-f", config.toString(), "-DD", "-E", "-m", "32", "-M", "4",
                "-w", dir.toString(), "-Y", dir.toString(), "-P", dir.resolve("kamailio.pid").toString()));
        }
    }

    /** One call, and what both sides hear of it. */
    private final class Talk {
        private final String called;
        private final Call call;
        private final Call arrived;
        private final CallRecording callerHears;
        private final CallRecording calledHears;

        Talk(Softphone caller, String called, Softphone other) throws Exception {
            this.called = called;
            call = caller.dial("sip:" + called + "@127.0.0.1:" + other.port());
            callerHears = call.record(dir.resolve("caller-of-" + called + "-hears.wav"), RecordingLayout.RECEIVED);
            arrived = other.nextCall();
            calledHears = arrived.record(dir.resolve(called + "-hears.wav"), RecordingLayout.RECEIVED);
            soon(arrived.answer());
            soon(call.answered());
        }

        void assertHeard() {
            await("media of one text").atMost(Speech.LENGTH.plus(SOON))
                .until(() -> Softphone.received(call) > PACKETS && Softphone.received(arrived) > PACKETS);
            soon(call.hangup());
            Speech.assertHeard(called + " hears the caller", ONE, soon(calledHears.finished()).file());
            Speech.assertHeard("the caller hears " + called, OTHER, soon(callerHears.finished()).file());
        }
    }

    @Test
    void bridgesOurBrowserLegToPlainRtpBothWays() throws Exception {
        Tool.require("rtpengine", "rtpengine-daemon");
        Tool.require("kamailio", "kamailio");
        int control = Tool.freePort();
        int port = Tool.freePort();
        try (Tool rtpengine = Tool.start("rtpengine", dir, List.of("rtpengine", "--foreground", "--log-stderr", "--interface=127.0.0.1",
                "--listen-ng=127.0.0.1:" + control, "--table=-1", "--port-min=45000", "--port-max=45199", "--num-threads=1",
                "--pidfile=" + dir.resolve("rtpengine.pid")))) {
            rtpengine.await("Startup complete", SOON);
            try (Tool kamailio = kamailio(port, control);
                 Softphone browser = phone("dave", port, ONE, true);
                 Softphone bob = phone("bob", port, OTHER, false);
                 Softphone carol = phone("carol", port, ONE, false);
                 Softphone alice = phone("alice", port, OTHER, true)) {
                Talk fromBrowser = new Talk(browser, "bob", bob);
                Talk toBrowser = new Talk(carol, "alice", alice);
                fromBrowser.assertHeard();
                toBrowser.assertHeard();
                assertThat(kamailio.output()).doesNotContain("ERROR");
            }
        }
    }
}
