package io.rvoip.peers;

import static io.rvoip.peers.Softphone.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rvoip.builder.CallEngineConfig;
import io.rvoip.builder.VoipPlatform;
import io.rvoip.engine.EdgeSettings;
import io.rvoip.engine.EngineMode;
import io.rvoip.engine.ProxySettings;
import io.rvoip.media.audio.AudioClip;
import io.rvoip.session.EndCause;
import io.rvoip.simple.Call;
import io.rvoip.simple.CallState;
import io.rvoip.simple.SimpleVoipClient;
import io.rvoip.sip.transport.TransportProtocol;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kamailios before us and behind us, each of them in the way of what follows in a call by its Record-Route. */
@Timeout(60)
class KamailioChainTest {
    /** The phone's own, a Kamailio's, ours. */
    private static final int WHOLE_WAY = 3;
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    private Path dir;

    private Certificates certificates;

    @BeforeEach
    void certify() {
        certificates = Certificates.in(dir);
    }

    private Baresip phone(String user, Kamailio registrar) throws Exception {
        Baresip.Setup setup = Baresip.as(user).registeredAt(registrar.port(), "secret").answering()
            .playing(Speech.file(Speech.often(Speech.one(), 3), dir, user));
        Baresip phone = setup.start(Office.DOMAIN, dir.resolve(user));
        phone.await("200 OK (kamailio");
        return phone;
    }

    private static String at(Kamailio kamailio, String user) {
        return "sip:" + user + "@127.0.0.1:" + kamailio.port();
    }

    /** alice – Kamailio – our proxy – Kamailio – bob, and what follows takes the same way, whoever sends it. */
    @Test
    void ourProxyBetweenTwo() throws Exception {
        try (VoipPlatform proxy = Office.setup().withListen("udp://127.0.0.1:0").withUser("alice", "secret")
                 .withUser("bob", "secret").platform().withCallEngine(CallEngineConfig.basic().withMode(EngineMode.PROXY)).build()) {
            proxy.start().toCompletableFuture().join();
            int port = proxy.sipAddresses().get(0).getPort();
            try (Kamailio alices = Kamailio.before(port, Office.DOMAIN, dir.resolve("one"), certificates);
                 Kamailio bobs = Kamailio.before(port, Office.DOMAIN, dir.resolve("two"), certificates);
                 Baresip alice = phone("alice", alices);
                 Baresip bob = phone("bob", bobs)) {
                alice.dial(at(bobs, "bob"));
                bobs.awaitRequestsByWay(1, "ACK", WHOLE_WAY);
                bob.hangUp();
                alices.awaitRequestsByWay(1, "BYE", WHOLE_WAY);
                alice.await("session closed: Connection reset by peer");

                alice.dial(at(bobs, "bob"));
                bobs.awaitRequestsByWay(2, "ACK", WHOLE_WAY);
                alice.hangUp();
                bobs.awaitRequestsByWay(1, "BYE", WHOLE_WAY);
                bob.await("session closed: Connection reset by peer");
                await("no call left").atMost(SOON).until(() -> proxy.engine().counts().calls() == 0);
            }
        }
    }

    /** Phones register at a Kamailio through our proxy, which alone reaches them: over the flows that their Paths name. */
    @Test
    void ourProxyAsTheEdgeOfItsPhones() throws Exception {
        try (Kamailio core = Kamailio.start(dir, certificates);
             VoipPlatform edge = Office.setup().withListen("udp://127.0.0.1:0").withListen("tcp://127.0.0.1:0").platform()
                 .withCallEngine(CallEngineConfig.basic().withMode(EngineMode.PROXY).withProxy(ProxySettings.DEFAULT.withEdge(
                     EdgeSettings.NONE.withDomains(List.of("kam.test")).withCore("sip:127.0.0.1:" + core.port())))).build()) {
            edge.start().toCompletableFuture().join();
            try (Softphone alice = behind(edge, "alice", TransportProtocol.UDP, Speech.one());
                 Softphone bob = behind(edge, "bob", TransportProtocol.TCP, Speech.other())) {
                Call calling = alice.dial("bob");
                Call called = bob.nextCall();
                soon(called.answer());
                soon(calling.answered());
                soon(calling.hold());
                await().atMost(SOON).until(() -> called.state() == CallState.HELD_BY_REMOTE);
                soon(called.hangup());
                assertThat(soon(calling.ended()).cause()).isEqualTo(EndCause.HANGUP);

                Call back = bob.dial("alice");
                soon(alice.nextCall().answer());
                soon(back.answered());
                soon(back.hangup());
                core.awaitRequestsByWay(2, "BYE", 2);
            }
        }
    }

    private Softphone behind(VoipPlatform edge, String user, TransportProtocol transport, AudioClip says) {
        int port = edge.listenPoints().stream().filter(point -> point.protocol() == transport).findFirst().orElseThrow().address().getPort();
        return Softphone.connect(SimpleVoipClient.create(user + "@kam.test", "secret").withTransport(transport)
            .withOutboundProxy("sip:127.0.0.1:" + port + ";transport=" + transport.uriName() + ";lr"), says);
    }

    /** Our client sends everything to a Kamailio, which brings it to our office and stays in between. */
    @Test
    void asTheOutboundProxyOfOurClient() throws Exception {
        try (Office office = Office.open("alice", "bob");
             Kamailio edge = Kamailio.before(office.port(), "kam.test", dir.resolve("edge"), certificates);
             Softphone bob = Softphone.at(office, "bob", Speech.other());
             Softphone alice = Softphone.connect(SimpleVoipClient.create("alice@" + Office.DOMAIN, Office.password("alice"))
                 .withOutboundProxy("sip:127.0.0.1:" + edge.port() + ";lr"), Speech.one())) {
            edge.awaitRequests(2, "REGISTER", alice.port()); // one without credentials
            Call calling = alice.dial("bob");
            Call called = bob.nextCall();
            soon(called.answer());
            soon(calling.answered());
            edge.awaitRequests(2, "ACK", alice.port()); // one of the challenge
            soon(called.hangup());
            assertThat(soon(calling.ended()).cause()).isEqualTo(EndCause.HANGUP);
            edge.awaitRequests(1, "BYE", office.port());

            Call second = alice.dial("bob");
            soon(bob.nextCall().answer());
            soon(second.answered());
            soon(second.hangup());
            edge.awaitRequests(1, "BYE", alice.port());
            assertThat(office.recordsOnceQuiet()).hasSize(2);
        }
    }
}
