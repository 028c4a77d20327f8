package io.rvoip.peers;

import static io.rvoip.peers.Softphone.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rvoip.media.file.RecordingLayout;
import io.rvoip.session.EndCause;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.trace.TracedMessage;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.sip.uri.Uri;
import io.rvoip.simple.AuthenticationException;
import io.rvoip.simple.Call;
import io.rvoip.simple.CallRecording;
import io.rvoip.simple.CallState;
import io.rvoip.simple.ClientBuilder;
import io.rvoip.simple.SimpleVoipClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our clients under a foreign registrar and proxy, which stays in the way by Record-Route. */
@Timeout(60)
class KamailioTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    private Path dir;

    private Certificates certificates;
    private Kamailio kamailio;

    @BeforeEach
    void start() throws Exception {
        certificates = Certificates.in(dir);
        kamailio = Kamailio.start(dir, certificates);
    }

    @AfterEach
    void stop() {
        if (kamailio != null) {
            kamailio.close();
        }
    }

    private ClientBuilder phone(String user, String password, TransportProtocol transport) {
        return SimpleVoipClient.create(user + "@kam.test", password)
            .withRegistrar("127.0.0.1:" + kamailio.port(transport)).withTransport(transport).withTls(certificates.forPhones());
    }

    private Softphone connect(String user, String password, TransportProtocol transport) {
        return Softphone.connect(phone(user, password, transport), "bob".equals(user) ? Speech.other() : Speech.one());
    }

    @Test
    void aliceCallsBobThroughIt() throws Exception {
        try (Softphone alice = connect("alice", "secret", TransportProtocol.UDP);
             Softphone bob = connect("bob", "secret", TransportProtocol.UDP)) {
            Call calling = alice.dial("bob");
            Call called = bob.nextCall();
            CallRecording aliceHears = calling.record(dir.resolve("alice-hears.wav"), RecordingLayout.RECEIVED);
            CallRecording bobHears = called.record(dir.resolve("bob-hears.wav"), RecordingLayout.RECEIVED);
            await().atMost(SOON).until(() -> calling.state() == CallState.RINGING);
            soon(called.answer());
            soon(calling.answered());
            await("media of one text").atMost(Speech.LENGTH.plus(SOON)).until(() ->
                calling.duration().compareTo(Speech.LENGTH.plusMillis(500)) > 0);
            soon(calling.hold());
            assertThat(calling.state()).isEqualTo(CallState.ON_HOLD);
            await().atMost(SOON).until(() -> called.state() == CallState.HELD_BY_REMOTE);
            soon(calling.resume());
            soon(called.hangup());
            assertThat(soon(calling.ended()).cause()).isEqualTo(EndCause.HANGUP);
            Speech.assertHeard("bob hears alice", Speech.one(), soon(bobHears.finished()).file());
            Speech.assertHeard("alice hears bob", Speech.other(), soon(aliceHears.finished()).file());
        }
    }

    @Test
    void overTcpToo() throws Exception {
        try (Softphone alice = connect("alice", "secret", TransportProtocol.TCP);
             Softphone bob = connect("bob", "secret", TransportProtocol.UDP)) {
            Call calling = bob.dial("alice");
            Call called = alice.nextCall();
            soon(called.answer());
            soon(calling.answered());
            soon(called.hangup());
            assertThat(soon(calling.ended()).cause()).isEqualTo(EndCause.HANGUP);
        }
    }

    @Test
    void overTlsTooWithSpeechBothWays() throws Exception {
        Kamailio.requireTls();
        try (Softphone alice = connect("alice", "secret", TransportProtocol.TLS);
             Softphone bob = connect("bob", "secret", TransportProtocol.UDP)) {
            Call calling = bob.dial("alice");
            Call called = alice.nextCall();
            CallRecording aliceHears = called.record(dir.resolve("alice-hears.wav"), RecordingLayout.RECEIVED);
            CallRecording bobHears = calling.record(dir.resolve("bob-hears.wav"), RecordingLayout.RECEIVED);
            soon(called.answer());
            soon(calling.answered());
            assertThat(called.security().tls().peerNames()).contains("127.0.0.1");
            await("media of one text").atMost(Speech.LENGTH.plus(SOON)).until(() ->
                calling.duration().compareTo(Speech.LENGTH.plusMillis(500)) > 0);
            soon(called.hangup());
            assertThat(soon(calling.ended()).cause()).isEqualTo(EndCause.HANGUP);
            Speech.assertHeard("bob hears alice", Speech.one(), soon(bobHears.finished()).file());
            Speech.assertHeard("alice hears bob", Speech.other(), soon(aliceHears.finished()).file());
        }
    }

    @ParameterizedTest
    @EnumSource(value = TransportProtocol.class, names = {"WS", "WSS"})
    void overWebSocketToo(TransportProtocol web) throws Exception {
        Kamailio.requireWebSocket();
        try (Softphone alice = connect("alice", "secret", web);
             Softphone bob = connect("bob", "secret", TransportProtocol.UDP)) {
            Call calling = bob.dial("alice");
            Call called = alice.nextCall();
            soon(called.answer());
            soon(calling.answered());
            assertThat(called.security().transport()).isEqualTo(web);
            soon(called.hangup());
            assertThat(soon(calling.ended()).cause()).isEqualTo(EndCause.HANGUP);
        }
    }

    @Test
    void requestsWithinACallFollowTheAddressesItGaveThePhones() throws Exception {
        try (Softphone alice = Softphone.connect(phone("alice", "secret", TransportProtocol.UDP).withTrace(1 << 20), Speech.one());
             Softphone bob = connect("bob", "secret", TransportProtocol.TCP)) {
            Call calling = alice.dial("bob");
            Call called = bob.nextCall();
            soon(called.answer());
            soon(calling.answered());
            soon(calling.hold());
            await().atMost(SOON).until(() -> called.state() == CallState.HELD_BY_REMOTE);
            soon(called.hangup());
            assertThat(soon(calling.ended()).cause()).isEqualTo(EndCause.HANGUP);
            List<SipMessage> said = soon(calling.trace()).stream().map(TracedMessage::message).toList();
            assertThat(said).filteredOn(message -> message instanceof SipRequest request && request.method().equals(Method.INVITE)
                    && request.to().tag().isPresent()).as("the re-INVITE went to bob's address, and came to bob")
                .isNotEmpty().allMatch(request -> isOf("bob", ((SipRequest) request).requestUri()));
            assertThat(said).filteredOn(message -> message instanceof SipRequest && message.has(HeaderKind.CONTACT))
                .allMatch(request -> isOf("alice", request.header(HeaderKind.CONTACT).orElseThrow().uri()));
        }
    }

    private static boolean isOf(String user, Uri uri) {
        return uri instanceof SipUri gruu && gruu.host().equals("kam.test") && gruu.user().equals(Optional.of(user)) && gruu.hasParameter("gr");
    }

    @Test
    void whoIsNotThereCannotBeCalled() {
        try (Softphone alice = connect("alice", "secret", TransportProtocol.UDP)) {
            assertThat(soon(alice.dial("carol").ended()).status()).isEqualTo(404);
        }
    }

    @Test
    void aWrongPasswordIsNotAccepted() {
        assertThatThrownBy(() -> connect("alice", "guess", TransportProtocol.UDP)).hasCauseInstanceOf(AuthenticationException.class);
    }
}
