package io.rvoip.simple;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.SecurityProfile;
import io.rvoip.sip.header.Privacy;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipSocket;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A softphone registers, over real sockets, at a registrar that does what the test says. */
class RegistrarTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final String CHALLENGE =
            "WWW-Authenticate: Digest realm=\"rvoip.test\", nonce=\"abc\", qop=\"auth\", algorithm=SHA-256";

    private final Heard heard = new Heard();

    private ClientBuilder builder(String registrar) {
        return SimpleVoipClient.create("alice@rvoip.test", "secret")
                .withDisplayName("Alice")
                .withRegistrar(registrar)
                .withSecurityProfile(SecurityProfile.DEVELOPMENT)
                .withAudio(CallAudio.silent())
                .withListener(heard);
    }

    private static InetSocketAddress freePort() throws SocketException {
        try (DatagramSocket socket = new DatagramSocket(0, LOOPBACK)) {
            return new InetSocketAddress(LOOPBACK, socket.getLocalPort());
        }
    }

    private static void grant(ScriptedSipSocket registrar, ReceivedSip register) {
        registrar.send(register.text().response(200, "OK", "Contact: " + register.header("Contact")));
    }

    private static ReceivedSip registerWithPassword(ScriptedSipSocket registrar) {
        registrar.send(registrar.expect("REGISTER").text().response(401, "Unauthorized", CHALLENGE));
        ReceivedSip second = registrar.expect("REGISTER");
        while (!second.text().has("Authorization")) {
            second = registrar.expect("REGISTER"); // the first one came twice: a busy machine
        }
        assertThat(second.header("Authorization")).contains("username=\"alice\"").contains("algorithm=SHA-256");
        grant(registrar, second);
        return second;
    }

    /** The removal is answered while the client waits for it. */
    private static void leave(SimpleVoipClient client, ScriptedSipSocket registrar) {
        CompletableFuture<Void> left = client.disconnect();
        ReceivedSip removal = registrar.expect("REGISTER");
        while (!removal.header("Contact").contains("expires=0")) {
            removal = registrar.expect("REGISTER"); // one from before that came twice
        }
        registrar.send(removal.text().response(200, "OK"));
        Waiting.get(left);
        client.close();
    }

    @Test
    void registersCallsAndLeavesOverUdp() throws SocketException {
        InetSocketAddress ours = freePort();
        try (ScriptedSipSocket registrar = ScriptedSipSocket.udp(LOOPBACK, ours)) {
            CompletableFuture<SimpleVoipClient> connecting =
                    builder(registrar.hostPort()).withLocalAddress(ours).connect();
            registerWithPassword(registrar);
            SimpleVoipClient client = Waiting.get(connecting);
            assertThat(client.state()).isEqualTo(ClientState.CONNECTED);

            CompletableFuture<Call> calling = client.makeCall("bob");
            ReceivedSip invite = registrar.expect("INVITE");
            assertThat(invite.header("From")).startsWith("\"Alice\" <sip:alice@rvoip.test>;tag=");
            registrar.send(invite.text().response(486, "Busy Here"));
            assertThat(Waiting.get(Waiting.get(calling).ended()).status()).isEqualTo(486);
            leave(client, registrar);
            assertThat(heard.await(ClientEvent.Unregistered.class).confirmed()).isTrue();
        }
    }

    @Test
    void callsWithoutANameAndHearsWhomTheRegistrarVouchesFor() throws SocketException {
        String vouched = "P-Asserted-Identity: \"Tom\" <sip:tom@rvoip.test>";
        InetSocketAddress ours = freePort();
        try (ScriptedSipSocket registrar = ScriptedSipSocket.udp(LOOPBACK, ours);
                ScriptedSipSocket stranger = ScriptedSipSocket.udp(LOOPBACK, ours)) {
            CompletableFuture<SimpleVoipClient> connecting =
                    builder(registrar.hostPort()).withLocalAddress(ours).connect();
            registerWithPassword(registrar);
            SimpleVoipClient client = Waiting.get(connecting);
            CompletableFuture<Call> calling = client.makeCall(
                    "bob", CallOptions.defaults().withPrivacy(Privacy.of(Privacy.CRITICAL)).withAnonymous());
            ReceivedSip invite = registrar.expect("INVITE");
            assertThat(invite.header("From")).startsWith("\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=");
            assertThat(invite.header("Privacy")).isEqualTo("critical;id");
            assertThat(invite.header("Contact")).doesNotContain("alice");
            registrar.send(invite.text().response(486, "Busy Here"));
            assertThat(Waiting.get(Waiting.get(calling).ended()).status()).isEqualTo(486);

            registrar.send(registrar.request("INVITE", "sip:alice@127.0.0.1", vouched));
            IncomingCall incoming = heard.await(IncomingCall.class);
            assertThat(incoming.assertedCaller()).contains("sip:tom@rvoip.test");
            Waiting.get(incoming.call().reject());
            stranger.send(stranger.request("INVITE", "sip:alice@127.0.0.1", vouched));
            IncomingCall other = heard.await(IncomingCall.class);
            assertThat(other.assertedCaller()).isEmpty();
            Waiting.get(other.call().reject());
            leave(client, registrar);
        }
    }

    @Test
    void registersOverTcpAndIsCalledOnTheConnection() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
            CompletableFuture<SimpleVoipClient> connecting = builder("127.0.0.1:" + server.getLocalPort())
                    .withTransport(TransportProtocol.TCP)
                    .withLocalAddress(new InetSocketAddress(LOOPBACK, 0))
                    .connect();
            try (ScriptedSipSocket registrar = ScriptedSipSocket.accept(server, ScriptedSipSocket.PATIENCE)) {
                ReceivedSip register = registerWithPassword(registrar);
                assertThat(register.header("Contact")).contains("transport=tcp");
                SimpleVoipClient client = Waiting.get(connecting);
                assertThat(client.security().transport()).isEqualTo(TransportProtocol.TCP);
                registrar.send(registrar.request("INVITE", "sip:alice@127.0.0.1"));
                registrar.expect("180");
                Waiting.get(heard.await(IncomingCall.class).call().reject());
                registrar.expect("486");
                leave(client, registrar);
            }
        }
    }

    @Test
    void wrongPasswordFailsTheConnect() throws SocketException {
        InetSocketAddress ours = freePort();
        try (ScriptedSipSocket registrar = ScriptedSipSocket.udp(LOOPBACK, ours)) {
            CompletableFuture<SimpleVoipClient> connecting =
                    builder(registrar.hostPort()).withLocalAddress(ours).connect();
            registrar.send(registrar.expect("REGISTER").text().response(401, "Unauthorized", CHALLENGE));
            registrar.send(registrar.expect("REGISTER").text().response(401, "Unauthorized", CHALLENGE));
            assertThat(Waiting.failure(connecting)).isInstanceOf(AuthenticationException.class);
            assertThat(heard.states()).containsExactly(ClientState.CONNECTING, ClientState.REGISTERING,
                    ClientState.ERROR, ClientState.DISCONNECTED);
        }
    }

    @Test
    void nobodyListensOverTcp() throws IOException {
        int port;
        try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
            port = server.getLocalPort();
        }
        assertThat(Waiting.failure(builder("127.0.0.1:" + port).withTransport(TransportProtocol.TCP).connect()))
                .isInstanceOf(NetworkException.class);
    }

    @Test
    void hostThatNobodyKnows() {
        assertThat(Waiting.failure(builder("registrar.invalid").connect()))
                .isInstanceOf(NetworkException.class).hasMessageContaining("registrar.invalid");
    }
}
