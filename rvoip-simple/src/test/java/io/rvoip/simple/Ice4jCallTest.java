package io.rvoip.simple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rvoip.common.Problem;
import io.rvoip.common.SecurityProfile;
import io.rvoip.ice.IceConfig;
import io.rvoip.ice.IceServer;
import io.rvoip.ice.IceTimes;
import io.rvoip.media.analysis.ToneDetector;
import io.rvoip.media.audio.ToneSource;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Softphones with ice4j and with our own ICE call each other, over real sockets and threads. */
@Timeout(60)
class Ice4jCallTest {
    private static final int ENOUGH_MILLIS = 1_000;
    private final ToneDetector atAlice = new ToneDetector(880);
    private final ToneDetector atBob = new ToneDetector(440);
    private final Heard bobHeard = new Heard();

    private static ClientBuilder phone(String name, IceLibrary library, double tone, ToneDetector ear) {
        return SimpleVoipClient.create(name + "@127.0.0.1", "")
                .withRegistration(false)
                .withLocalAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .withSecurityProfile(SecurityProfile.DEVELOPMENT)
                .withIce(IceConfig.FULL)
                .withIceLibrary(library)
                .withAudio(CallAudio.from(() -> new ToneSource(tone)).withSink(() -> ear));
    }

    @ParameterizedTest
    @CsvSource({"ICE4J, OWN", "OWN, ICE4J", "ICE4J, ICE4J"})
    void bothAreHeardAndNothingIsLeft(IceLibrary calls, IceLibrary answers) {
        SimpleVoipClient alice = Waiting.get(phone("alice", calls, 440, atAlice).connect());
        SimpleVoipClient bob = Waiting.get(phone("bob", answers, 880, atBob).withListener(bobHeard).connect());
        Call call = talking(alice, bob);

        Waiting.get(call.hold());
        int before = atBob.heardMillis();
        Waiting.get(call.resume());
        await("after another negotiation too").atMost(Duration.ofSeconds(10)).until(() -> atBob.heardMillis() > before + ENOUGH_MILLIS);
        Waiting.get(call.hangup());
        await("with the call its threads end").atMost(Duration.ofSeconds(5)).until(() -> connectors() == 0);
        alice.close();
        bob.close();
    }

    @Test
    void whoClosesTheClientInACallLeavesNothingEither() {
        SimpleVoipClient alice = Waiting.get(phone("alice", IceLibrary.ICE4J, 440, atAlice).connect());
        SimpleVoipClient bob = Waiting.get(phone("bob", IceLibrary.ICE4J, 880, atBob).withListener(bobHeard).connect());
        talking(alice, bob);
        alice.close();
        bob.close();

        await().atMost(Duration.ofSeconds(5)).until(() -> connectors() == 0);
    }

    private Call talking(SimpleVoipClient alice, SimpleVoipClient bob) {
        int port = bob.stack().transport().listenPoints().get(0).address().getPort();
        Call call = Waiting.get(alice.makeCall("sip:bob@127.0.0.1:" + port));
        Waiting.get(bobHeard.await(IncomingCall.class).call().answer());
        Waiting.get(call.answered());
        await("each hears the other's tone").atMost(Duration.ofSeconds(10)).until(() ->
                atAlice.heardMillis() > ENOUGH_MILLIS && atBob.heardMillis() > ENOUGH_MILLIS);
        assertThat(connectors()).as("the library is at work").isPositive();
        return call;
    }

    private static long connectors() {
        return Thread.getAllStackTraces().keySet().stream().filter(one -> one.getName().startsWith("IceConnector@")).count();
    }

    @Test
    void refusesByNameWhatTheLibraryLacks() {
        ClientBuilder builder = phone("alice", IceLibrary.ICE4J, 440, atAlice);
        assertThat(builder.check().problems()).isEmpty();
        assertThat(problems(builder.withIce(IceConfig.FULL.withServers(IceServer.stun("stun:stun.example.com")))))
                .containsExactly("ice: not with iceLibrary ICE4J: servers (expected: none: host candidates only)");
        assertThat(problems(builder.withIce(IceConfig.FULL.withTimes(IceTimes.DEFAULT.withNomination(Duration.ZERO)))))
                .singleElement().asString().startsWith("ice: not with iceLibrary ICE4J: times.nomination");
    }

    private static List<String> problems(ClientBuilder builder) {
        return builder.check().problems().stream().map(Ice4jCallTest::text).toList();
    }

    private static String text(Problem problem) {
        return problem.path() + ": " + problem.what();
    }
}
