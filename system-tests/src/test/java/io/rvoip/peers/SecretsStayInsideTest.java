package io.rvoip.peers;

import static io.rvoip.peers.Softphone.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.rvoip.builder.ApiServerConfig;
import io.rvoip.builder.SipStackConfig;
import io.rvoip.builder.TraceConfig;
import io.rvoip.builder.VoipPlatform;
import io.rvoip.common.Secret;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.audit.AuditSettings;
import io.rvoip.engine.EngineEvent;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.session.SecurityConfig;
import io.rvoip.simple.Call;
import io.rvoip.simple.ClientListener;
import io.rvoip.simple.IncomingCall;
import io.rvoip.simple.SimpleVoipClient;
import io.rvoip.sip.trace.Redaction;
import io.rvoip.sip.trace.TracedMessage;
import io.rvoip.sip.transport.TransportProtocol;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Passwords, digests of them, keys of the API and of media, placed in the configuration and in a call under the profile
 * standard: no log of any level, metric, event, trace, record or text tells one.
 */
@Timeout(60)
class SecretsStayInsideTest {
    private static final String ALICE = "canary-kettle-orbit-52";
    private static final String BOB = "canary-lantern-grape-9x";
    private static final String WRONG = "canary-wrong-password-7";
    private static final String OPS = "canary-vMq7tr9xKs2-bRn4";

    @TempDir
    private Path dir;
    private Certificates certificates;
    private HttpClient https;
    private final Canaries canaries = new Canaries(ALICE, BOB, WRONG, OPS);
    private final List<String> pushed = new CopyOnWriteArrayList<>();
    private final List<EngineEvent> events = new CopyOnWriteArrayList<>();

    private String secret(String name, String value) throws IOException {
        return "ref:file:" + Files.writeString(dir.resolve(name), value);
    }

    private VoipPlatform office() throws IOException {
        return VoipPlatform.builder("office").withDomain(Office.DOMAIN).withSecurityProfile(SecurityProfile.STANDARD)
            .withSipStack(SipStackConfig.custom().withListen("tls://127.0.0.1:0").withTls(certificates.forServer()))
            .withApiServer(ApiServerConfig.restAndWebsocket().withListen("https://127.0.0.1:0").withKey("ops", secret("ops", OPS), "admin"))
            .withAudit(AuditSettings.in(dir.resolve("audit.jsonl"))).withTrace(TraceConfig.basic())
            .withUser("alice", secret("alice", ALICE)).withUser("bob", secret("bob", BOB)).build();
    }

    private SimpleVoipClient phone(VoipPlatform office, String user, String password, ClientListener listener) {
        return soon(SimpleVoipClient.create(user + "@" + Office.DOMAIN, password)
            .withRegistrar("127.0.0.1:" + office.sipAddresses().get(0).getPort()).withTransport(TransportProtocol.TLS)
            .withLocalAddress(new InetSocketAddress("127.0.0.1", 0)).withTls(certificates.forPhones())
            .withSecurityProfile(SecurityProfile.STANDARD).withSecurity(SecurityConfig.sdes()).withTrace(1 << 20).withListener(listener).connect());
    }

    private String ask(VoipPlatform office, String path, String accept) throws Exception {
        HttpResponse<byte[]> answer = https.send(HttpRequest.newBuilder(uri(office, "https", path))
            .header("Authorization", "Bearer " + OPS).header("Accept", accept).build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return answer.headers() + "\n" + new String(answer.body(), StandardCharsets.ISO_8859_1);
    }

    private static URI uri(VoipPlatform office, String scheme, String path) {
        return URI.create(scheme + "://127.0.0.1:" + office.apiAddress().orElseThrow().getPort() + path);
    }

    private void listen(VoipPlatform office) {
        office.events().subscribe(EngineEvent.class, Runnable::run, (sequence, event) -> events.add(event));
        WebSocket socket = https.newWebSocketBuilder().subprotocols("rvoip.events.v1").header("Authorization", "Bearer " + OPS)
            .buildAsync(uri(office, "wss", "/v1/events"), new WebSocket.Listener() {
                @Override
                public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                    pushed.add(text.toString());
                    from.request(1);
                    return null;
                }
            }).join();
        socket.sendText("{\"subscribe\":[\"*\"],\"resumeAfter\":0}", true).join();
    }

    /** What is in force on the leg of a phone, which the leg of the office has the other way round. */
    private void keysOf(Call call) {
        SrtpKeys keys = call.media().orElseThrow().parameters().orElseThrow().keys();
        canaries.tell("keys of " + call, keys + " " + call.media().orElseThrow().parameters() + call.security());
        for (SrtpMasterKey key : List.of(keys.sending(), keys.receiving())) {
            canaries.add(key.keyAndSalt().bytes());
        }
    }

    /** What the phone itself has sent and got holds them, or nothing would be proven; redacted it does not. */
    private void wireOf(Call call) {
        List<TracedMessage> messages = soon(call.trace());
        String key = Base64.getEncoder().encodeToString(
            call.media().orElseThrow().parameters().orElseThrow().keys().sending().keyAndSalt().bytes());
        assertThat(messages).anySatisfy(message -> assertThat(Redaction.NOTHING.text(message).orElseThrow()).contains(key));
        messages.forEach(message -> canaries.tell("trace of a phone", Redaction.SECRETS.text(message).orElseThrow()));
    }

    private void digestsOf(String user, String password) throws GeneralSecurityException {
        for (String algorithm : List.of("MD5", "SHA-256", "SHA-512/256")) {
            byte[] ha1 = MessageDigest.getInstance(algorithm)
                .digest((user + ':' + Office.DOMAIN + ':' + password).getBytes(StandardCharsets.UTF_8));
            canaries.add(HexFormat.of().formatHex(ha1));
            canaries.add(Arrays.toString(ha1));
        }
    }

    @Test
    void nothingThatIsShownHoldsOne() throws Exception {
        certificates = Certificates.in(dir);
        https = certificates.https();
        try (canaries; VoipPlatform office = office()) {
            office.start().toCompletableFuture().join();
            listen(office);
            talk(office);
        }
        canaries.tell("events", String.join("\n", pushed) + events);
        canaries.tell("audit log", Files.readString(dir.resolve("audit.jsonl")));
        assertThat(canaries.told("events")).contains("call.ended", "CallEnded");
        assertThat(canaries.told("trace, application/json")).contains("a=crypto:1 AEAD_AES_128_GCM inline:***", "Proxy-Authorization:***");
        digestsOf("alice", ALICE);
        digestsOf("bob", BOB);
        canaries.assertKept();
    }

    private void talk(VoipPlatform office) throws Exception {
        List<Call> answered = new CopyOnWriteArrayList<>();
        ClientListener answering = new ClientListener() {
            @Override
            public void onIncomingCall(IncomingCall incoming) {
                answered.add(incoming.call());
                incoming.call().answer();
            }
        };
        try (SimpleVoipClient alice = phone(office, "alice", ALICE, new ClientListener() { });
             SimpleVoipClient bob = phone(office, "bob", BOB, answering)) {
            Call call = soon(alice.makeCall("bob"));
            soon(call.answered());
            await().atMost(Duration.ofSeconds(20)).until(() -> call.security().secured() && answered.get(0).security().secured());
            keysOf(call);
            keysOf(answered.get(0));
            wireOf(call);
            String id = office.engine().calls().get(0).id();
            canaries.tell("calls", office.engine().calls() + ask(office, "/v1/calls", "application/json"));
            soon(call.hangup());
            for (String accept : List.of("application/json", "text/plain", "application/vnd.tcpdump.pcap")) {
                canaries.tell("trace, " + accept, ask(office, "/v1/calls/" + id + "/trace", accept));
            }
            canaries.tell("metrics", ask(office, "/metrics", "*/*"));
            canaries.tell("registrations", ask(office, "/v1/registrations", "application/json"));
            canaries.tell("health", ask(office, "/v1/system/health", "application/json"));
            canaries.tell("phones", alice + " " + bob + call);
            canaries.tell("configuration", office.config() + office.config().effective() + Secret.of(ALICE));
            await().atMost(Duration.ofSeconds(10)).until(() -> pushed.stream().anyMatch(event -> event.contains("call.ended")));
        }
        Throwable refused = catchThrowable(() -> phone(office, "alice", WRONG, new ClientListener() { }));
        canaries.tell("refusal", refused + String.valueOf(refused.getCause()));
    }
}
