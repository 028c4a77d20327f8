package io.rvoip.simple;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.SecurityProfile;
import io.rvoip.media.analysis.ToneDetector;
import io.rvoip.media.audio.ToneSource;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two softphones on loopback call each other without a registrar, over real sockets. */
class DirectCallTest {
    private final ToneDetector atAlice = new ToneDetector(880);
    private final ToneDetector atBob = new ToneDetector(440);
    private final Heard aliceHeard = new Heard();
    private final Heard bobHeard = new Heard();
    private final SimpleVoipClient alice = Waiting.get(
            phone("alice", 440, atAlice).withListener(aliceHeard).connect());
    private final SimpleVoipClient bob = Waiting.get(
            phone("bob", 880, atBob).withListener(bobHeard).connect());

    private static ClientBuilder phone(String name, double tone, ToneDetector ear) {
        return SimpleVoipClient.create(name + "@127.0.0.1", "")
                .withRegistration(false)
                .withLocalAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .withSecurityProfile(SecurityProfile.DEVELOPMENT)
                .withAudio(CallAudio.from(() -> new ToneSource(tone)).withSink(() -> ear));
    }

    private String bobUri() {
        return "sip:bob@127.0.0.1:" + bob.stack().transport().listenPoints().get(0).address().getPort();
    }

    @AfterEach
    void hangUpAll() {
        alice.close();
        bob.close();
    }

    @Test
    void soundGoesBothWays() {
        Heard near = new Heard();
        Call call = Waiting.get(alice.makeCall(bobUri(), CallOptions.defaults().withListener(near)));
        IncomingCall incoming = bobHeard.await(IncomingCall.class);
        assertThat(incoming.caller()).isEqualTo("sip:alice@127.0.0.1");
        near.awaitState(CallState.RINGING);
        Heard far = new Heard();
        incoming.call().addListener(far);
        Waiting.get(incoming.call().answer());
        Waiting.get(call.answered());
        assertThat(call.state()).isEqualTo(CallState.ANSWERED);
        near.await(CallEvent.MediaConnected.class);
        far.await(CallEvent.MediaConnected.class);
        assertThat(call.codec()).contains("PCMU/8000");
        Waiting.get(incoming.call().sendDtmf("1"));
        assertThat(near.await(CallEvent.DtmfReceived.class).digit()).isEqualTo('1');
        Waiting.get(call.hangup());
        Waiting.get(incoming.call().ended());
        assertThat(atAlice.heardMillis()).isPositive();
        assertThat(atBob.heardMillis()).isPositive();
    }
}
