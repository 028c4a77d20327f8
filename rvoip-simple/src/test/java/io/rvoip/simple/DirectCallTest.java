package io.rvoip.simple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rvoip.common.SecurityProfile;
import io.rvoip.media.analysis.ToneDetector;
import io.rvoip.media.audio.AudioSink;
import io.rvoip.media.audio.ToneSource;
import io.rvoip.session.EndCause;
import io.rvoip.sip.transport.TransportProtocol;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two softphones on loopback call each other without a registrar, over real sockets and threads. */
class DirectCallTest {
    private final Ear atAlice = new Ear(880);
    private final Ear atBob = new Ear(440);
    private final Heard aliceHeard = new Heard();
    private final Heard bobHeard = new Heard();
    private final SimpleVoipClient alice = Waiting.get(
            phone("alice", 440, atAlice).withListener(aliceHeard).connect());
    private SimpleVoipClient bob = Waiting.get(phone("bob", 880, atBob).withListener(bobHeard).connect());

    /** Listens for a tone, and tells when so many frames more have come. */
    private static final class Ear implements AudioSink {
        private final ToneDetector tone;
        private volatile CountDownLatch frames = new CountDownLatch(0);

        Ear(double hertz) {
            tone = new ToneDetector(hertz);
        }

        @Override
        public void open(int sampleRate) {
            tone.open(sampleRate);
        }

        @Override
        public void write(short[] frame, int samples) {
            tone.write(frame, samples);
            frames.countDown();
        }

        boolean hearsFrames(int count, int withinMillis) throws InterruptedException {
            frames = new CountDownLatch(count);
            return frames.await(withinMillis, TimeUnit.MILLISECONDS);
        }
    }

    private static ClientBuilder phone(String name, double tone, AudioSink ear) {
        return SimpleVoipClient.create(name + "@127.0.0.1", "")
                .withRegistration(false)
                .withLocalAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .withSecurityProfile(SecurityProfile.DEVELOPMENT)
                .withAudio(CallAudio.from(() -> new ToneSource(tone)).withSink(() -> ear));
    }

    private static int port(SimpleVoipClient client) {
        return client.stack().transport().listenPoints().get(0).address().getPort();
    }

    private String bobUri() {
        return "sip:bob@127.0.0.1:" + port(bob);
    }

    /** Those that are left when the last of them have had the moment a thread needs to die. */
    private static List<String> threadsOf(String name) {
        awaitThreadsGone(name);
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
                .filter(thread -> thread.startsWith("rvoip-" + name)).toList();
    }

    @AfterEach
    void closeAll() {
        alice.close();
        bob.close();
        assertThat(threadsOf("alice")).isEmpty();
        assertThat(threadsOf("bob")).isEmpty();
    }

    @Test
    void soundGoesBothWaysStopsOnHoldAndComesBack() throws InterruptedException {
        Heard near = new Heard();
        Call call = Waiting.get(alice.makeCall(bobUri(), CallOptions.defaults().withListener(near)));
        IncomingCall incoming = bobHeard.await(IncomingCall.class);
        assertThat(incoming.caller()).isEqualTo("sip:alice@127.0.0.1");
        near.awaitState(CallState.RINGING);
        Waiting.get(incoming.call().answer());
        Waiting.get(call.answered());
        near.await(CallEvent.MediaConnected.class);
        assertThat(atBob.hearsFrames(15, 3000)).isTrue();
        assertThat(atAlice.hearsFrames(15, 3000)).isTrue();
        assertThat(atAlice.tone.heardMillis()).isPositive();
        assertThat(atBob.tone.heardMillis()).isPositive();

        Waiting.get(call.hold());
        long sent = measuredSent(call);
        assertThat(atBob.hearsFrames(15, 3000)).as("what was under way is played, at most 200 ms").isTrue();
        int heard = atBob.tone.heardMillis();
        assertThat(atBob.hearsFrames(10, 3000)).as("200 ms more pass").isTrue();
        assertThat(measuredSent(call)).as("RTP on hold").isEqualTo(sent);
        assertThat(atBob.tone.heardMillis()).as("sound on hold").isEqualTo(heard);
        Waiting.get(call.resume());
        assertThat(atBob.hearsFrames(10, 3000)).isTrue();

        Waiting.get(incoming.call().sendDtmf('#'));
        assertThat(near.await(CallEvent.DtmfReceived.class).digit()).isEqualTo('#');
        Waiting.get(call.hangup());
        Waiting.get(incoming.call().ended());
    }

    private static long measuredSent(Call call) {
        return Waiting.get(call.media().orElseThrow().measure().toCompletableFuture()).sent();
    }

    @Test
    void callsAreRejectedGivenUpAndCannotBeHeldBefore() {
        Call rejected = Waiting.get(alice.makeCall(bobUri()));
        Waiting.get(bob.reject(bobHeard.await(IncomingCall.class).callId(), RejectReason.DECLINED));
        assertThat(Waiting.get(rejected.ended()).status()).isEqualTo(603);

        Call givenUp = Waiting.get(alice.makeCall(bobUri()));
        bobHeard.await(IncomingCall.class);
        assertThatThrownBy(givenUp::hold).isInstanceOf(IllegalCallStateException.class);
        assertThat(Waiting.get(givenUp.hangup()).cause()).isEqualTo(EndCause.CANCELLED);
        assertThat(bobHeard.await(ClientEvent.CallMissed.class).end().status()).isEqualTo(487);
    }

    @Test
    void listenersMayWaitForFuturesAndCloseTheClient() {
        bob.close();
        CompletableFuture<Call> answered = new CompletableFuture<>();
        CompletableFuture<SimpleVoipClient> self = new CompletableFuture<>();
        bob = Waiting.get(phone("bob", 880, atBob).withListener(new ClientListener() {
            @Override
            public void onIncomingCall(IncomingCall event) {
                answered.complete(event.call().answer().join());
                self.join().close();
            }
        }).connect());
        self.complete(bob);
        Call call = Waiting.get(alice.makeCall(bobUri()));
        Waiting.get(answered);
        Waiting.get(call.ended());
        Waiting.get(bob.disconnect());
    }

    private static void awaitThreadsGone(String name) {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("rvoip-" + name)) {
                try {
                    thread.join(5000);
                } catch (InterruptedException interrupted) {
                    throw new AssertionError(interrupted);
                }
            }
        }
    }

    @Test
    void autoAnswerOverIpv6() {
        bob.close();
        bob = Waiting.get(SimpleVoipClient.create("bob@localhost", "").withRegistration(false).withAutoAnswer(true)
                .withSecurityProfile(SecurityProfile.DEVELOPMENT).withAudio(CallAudio.silent()).connect());
        SimpleVoipClient carol = Waiting.get(SimpleVoipClient.create("carol@localhost", "").withRegistration(false)
                .withSecurityProfile(SecurityProfile.DEVELOPMENT).withAudio(CallAudio.silent()).connect());
        try (carol) {
            int ipv6Port = bob.stack().transport().listenPoints().stream()
                    .filter(point -> point.protocol() == TransportProtocol.UDP)
                    .filter(point -> point.address().getAddress() instanceof Inet6Address)
                    .map(point -> point.address().getPort()).findFirst().orElse(0);
            assumeTrue(ipv6Port > 0, "this machine has no IPv6");
            Heard heard = new Heard();
            Call call = Waiting.get(carol.makeCall(
                    "sip:bob@[::1]:" + ipv6Port, CallOptions.defaults().withListener(heard)));
            Waiting.get(call.answered());
            heard.await(CallEvent.MediaConnected.class);
            Waiting.get(call.hangup());
        }
    }

    @Test
    void closeGivesEverythingBack() throws SocketException {
        int port = port(bob);
        Call call = Waiting.get(alice.makeCall(bobUri()));
        bobHeard.await(IncomingCall.class);
        bob.close();
        assertThat(bob.state()).isEqualTo(ClientState.DISCONNECTED);
        assertThat(threadsOf("bob")).isEmpty();
        new DatagramSocket(port, InetAddress.getLoopbackAddress()).close();
        assertThat(Waiting.get(call.ended()).status()).isEqualTo(480);
        bob.close();
        assertThat(bobHeard.names().get(bobHeard.names().size() - 1)).isEqualTo("StateChanged");
    }

    @Test
    void takenPortIsNamedAndNothingStays() {
        Throwable failure = Waiting.failure(phone("carol", 440, atAlice)
                .withLocalAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port(bob))).connect());
        assertThat(failure).isInstanceOf(NetworkException.class).hasMessageContaining(String.valueOf(port(bob)));
        assertThat(threadsOf("carol")).isEmpty();
    }
}
