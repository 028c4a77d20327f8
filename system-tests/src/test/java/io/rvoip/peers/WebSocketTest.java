package io.rvoip.peers;

import static io.rvoip.peers.Softphone.soon;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rvoip.common.Secret;
import io.rvoip.common.crypto.SecureIds;
import io.rvoip.engine.LegInfo;
import io.rvoip.media.file.RecordingLayout;
import io.rvoip.session.auth.AuthOutcome;
import io.rvoip.session.auth.AuthPolicy;
import io.rvoip.session.auth.ClientAuth;
import io.rvoip.session.auth.Credentials;
import io.rvoip.simple.Call;
import io.rvoip.simple.CallRecording;
import io.rvoip.simple.SimpleVoipClient;
import io.rvoip.sip.ParseResult;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipParser;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.testing.SipText;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Phones over WebSocket at an office of ours: our own, and one that behaves as browsers do. */
@Timeout(60)
class WebSocketTest {
    @TempDir
    private Path dir;

    private Certificates certificates;
    private Office office;

    @BeforeEach
    void open() {
        certificates = Certificates.in(dir);
        office = Office.open(Office.setup().withListen("ws://127.0.0.1:0").withListen("wss://127.0.0.1:0")
            .withListen("udp://127.0.0.1:0").withTls(certificates.forServer()), "alice", "bob");
    }

    @AfterEach
    void close() {
        office.close();
    }

    private Softphone phone(String user, TransportProtocol transport) {
        return Softphone.connect(SimpleVoipClient.create(user + "@" + Office.DOMAIN, Office.password(user))
            .withRegistrar("127.0.0.1:" + office.port(transport)).withTransport(transport).withTls(certificates.forPhones()),
            "bob".equals(user) ? Speech.other() : Speech.one());
    }

    @Test
    void speechBothWaysBetweenSecureWebSocketAndUdp() throws Exception {
        try (Softphone alice = phone("alice", TransportProtocol.WSS); Softphone bob = phone("bob", TransportProtocol.UDP)) {
            Call calling = bob.dial("alice");
            Call called = alice.nextCall();
            CallRecording aliceHears = called.record(dir.resolve("alice-hears.wav"), RecordingLayout.RECEIVED);
            CallRecording bobHears = calling.record(dir.resolve("bob-hears.wav"), RecordingLayout.RECEIVED);
            soon(called.answer());
            soon(calling.answered());
            await("media of one text").atMost(Speech.LENGTH.plusSeconds(10)).until(() ->
                calling.duration().compareTo(Speech.LENGTH.plusMillis(500)) > 0);
            assertThat(called.security().tls().peerNames()).contains("127.0.0.1");
            soon(called.hangup());
            soon(calling.ended());
            Speech.assertHeard("bob hears alice", Speech.one(), soon(bobHears.finished()).file());
            Speech.assertHeard("alice hears bob", Speech.other(), soon(aliceHears.finished()).file());
            assertThat(office.recordsOnceQuiet().get(0).legs()).extracting(LegInfo::transport).containsExactly("udp", "wss");
        }
    }

    /** What a browser sends: a made-up host in Via, an Origin, one message a frame. */
    @Test
    void aClientWithoutAnAddressIsAnsweredOnItsConnection() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        WebSocket browser = dial("http://127.0.0.1:8080", "sip", heard);
        browser.sendText("OPTIONS sip:" + Office.DOMAIN + " SIP/2.0\r\nVia: SIP/2.0/WS df7jal23ls0d.invalid;branch=z9hG4bKx\r\n"
            + "Max-Forwards: 70\r\nFrom: <sip:alice@" + Office.DOMAIN + ">;tag=a\r\nTo: <sip:" + Office.DOMAIN + ">\r\nCall-ID: c1\r\n"
            + "CSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n", true).join();

        SipText answer = SipText.read(heard.poll(10, TimeUnit.SECONDS));
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("Via")).contains("df7jal23ls0d.invalid").contains("received=127.0.0.1");
    }

    /** As JsSIP registers: an instance, a flow, and a Contact that leads nowhere. */
    @Test
    void aClientWithoutAnAddressIsCalledOnItsConnection() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        WebSocket browser = dial("http://127.0.0.1:8080", "sip", heard);
        SipRequest register = (SipRequest) parsed("REGISTER sip:" + Office.DOMAIN + " SIP/2.0\r\nVia: SIP/2.0/WS df7jal23ls0d.invalid;branch=z9hG4bKx\r\n"
            + "Max-Forwards: 70\r\nFrom: <sip:alice@" + Office.DOMAIN + ">;tag=a\r\nTo: <sip:alice@" + Office.DOMAIN + ">\r\nCall-ID: c1\r\n"
            + "CSeq: 1 REGISTER\r\nSupported: path, outbound\r\nContact: <sip:x7@df7jal23ls0d.invalid;transport=ws>;reg-id=1"
            + ";+sip.instance=\"<urn:uuid:0c67446f-f1a1-11d9-94d3-000a95a0e128>\"\r\nContent-Length: 0\r\n\r\n");
        browser.sendText(register.encode().toString(UTF_8), true).join();
        ClientAuth auth = new ClientAuth(
            List.of(Credentials.anyRealm("alice", Secret.of(Office.password("alice")))), AuthPolicy.DEFAULT, new SecureIds());
        AuthOutcome answered = auth.answer(register, (SipResponse) parsed(heard.poll(10, TimeUnit.SECONDS)));
        browser.sendText(((AuthOutcome.Retry) answered).request().encode().toString(UTF_8), true).join();
        SipText ok = SipText.read(heard.poll(10, TimeUnit.SECONDS));
        assertThat(ok.status()).isEqualTo(200);
        assertThat(ok.header("Require")).isEqualTo("outbound");
        assertThat(ok.header("Flow-Timer")).isEqualTo("120");

        try (Softphone bob = phone("bob", TransportProtocol.UDP)) {
            Call calling = bob.dial("alice");
            SipText invite = SipText.read(heard.poll(10, TimeUnit.SECONDS));
            assertThat(invite.startLine()).isEqualTo("INVITE sip:x7@df7jal23ls0d.invalid;transport=ws SIP/2.0");
            browser.sendText(invite.response(486, "Busy Here"), true).join();
            assertThat(soon(calling.ended()).status()).isEqualTo(486);
        }
    }

    private static SipMessage parsed(String text) {
        return ((ParseResult.Parsed) new SipParser().parse(text.getBytes(UTF_8))).message();
    }

    @Test
    void aForeignPageAndAForeignProtocolGetNoConnection() {
        assertThatThrownBy(() -> dial("https://evil.example", "sip", new LinkedBlockingQueue<>()))
            .hasCauseInstanceOf(WebSocketHandshakeException.class);
        assertThatThrownBy(() -> dial("http://127.0.0.1", "xmpp", new LinkedBlockingQueue<>()))
            .hasCauseInstanceOf(WebSocketHandshakeException.class);
        await().untilAsserted(() -> assertThat(office.pbx().platform().metrics())
            .contains("rvoip_sip_handshake_failures_total{reason=\"origin\"} 1.0", "rvoip_sip_handshake_failures_total{reason=\"sub-protocol\"} 1.0"));
    }

    private WebSocket dial(String origin, String protocol, BlockingQueue<String> heard) {
        return HttpClient.newHttpClient().newWebSocketBuilder().subprotocols(protocol).header("Origin", origin)
            .buildAsync(URI.create("ws://127.0.0.1:" + office.port(TransportProtocol.WS) + "/"), new WebSocket.Listener() {
                @Override
                public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                    heard.add(data.toString());
                    socket.request(1);
                    return null;
                }
            }).join();
    }
}
