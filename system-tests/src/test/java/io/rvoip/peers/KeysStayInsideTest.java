package io.rvoip.peers;

import static io.rvoip.peers.Softphone.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rvoip.builder.MikeyConfig;
import io.rvoip.builder.SecretSource;
import io.rvoip.builder.VoipPlatform;
import io.rvoip.builder.YamlConfig;
import io.rvoip.common.Secret;
import io.rvoip.common.crypto.LocalAuthority;
import io.rvoip.engine.EngineEvent;
import io.rvoip.rtp.mikey.MikeyMode;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.session.SecurityConfig;
import io.rvoip.simple.Call;
import io.rvoip.simple.SimpleVoipClient;
import io.rvoip.sip.transport.TransportProtocol;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Private keys, the key that phones share for MIKEY and what it agrees on, what ZRTP remembers, secrets and passwords of relays and
 * of a trunk: placed in an office and in calls by each of these ways, none is told by a log of any level, metric, event, trace,
 * audit record, API or text. {@link SecretsStayInsideTest} has passwords of users and keys in descriptions.
 */
@Timeout(90)
class KeysStayInsideTest {
    private static final String SHARED = "canary-that-all-phones-hold-4u";
    private static final String RELAYS = "canary-signs-credentials-8k";
    private static final String RELAY_USER = "canary-of-one-relay-user-3f";
    private static final String TRUNK = "canary-at-the-carrier-6y";
    private static final String API = "canary-key-of-the-api-2b9d";
    private static final String NUMBER = "+493012340";

    @TempDir
    private Path dir;
    private LocalAuthority authority;
    private LocalAuthority.Pair own;
    private Path ca;

    @BeforeEach
    void files() {
        authority = new LocalAuthority("MIKEY Test CA");
        ca = authority.write(dir, "ca");
        own = authority.issue(dir, "pbx", new LocalAuthority.Request("pbx").uri("sip:" + Office.DOMAIN).rsa());
    }

    private VoipPlatform office(int carrier) throws IOException {
        return YamlConfig.read(Files.writeString(dir.resolve("office.yaml"), """
            domain: rvoip.test
            securityProfile: development
            sip: {listen: ["tcp://127.0.0.1:0"]}
            media:
              address: 127.0.0.1
              mikey: {psk: %s, certificate: pbx.pem, key: pbx.key, authorities: ca.pem, mode: rsa-r}
              zrtp: {use: terminate, cache: %s/zrtp-cache}
            turn: {secret: %s, listen: ["udp://127.0.0.1:0"], users: [{name: phones, password: %s}]}
            trunks: [{name: blue, address: "sip:127.0.0.8:%d;transport=tcp", domain: rvoip.test, register: {user: "%s", password: %s}}]
            users: [{name: alice, password: pw-alice}, {name: bob, password: pw-bob}, {name: carol, password: pw-carol}, {name: dave, password: pw-dave}, {name: erin, password: pw-erin}]
            api: {listen: "http://127.0.0.1:0", keys: [{name: ops, secret: %s, scopes: [admin]}]}
            audit: {file: %s/audit.jsonl}
            trace: {}
            """.formatted(SHARED, dir, RELAYS, RELAY_USER, carrier, NUMBER, TRUNK, API, dir))).config().toBuilder().build();
    }

    private static Softphone phone(VoipPlatform office, String user, SecurityConfig security) {
        return Softphone.connect(SimpleVoipClient.create(user + "@" + Office.DOMAIN, "pw-" + user)
            .withRegistrar("127.0.0.1:" + office.sipAddresses().get(0).getPort()).withTransport(TransportProtocol.TCP)
            .withSecurity(security).withTrace(1 << 20), Speech.one());
    }

    private SecurityConfig certified(Canaries canaries, String user) throws IOException {
        LocalAuthority.Pair pair = authority.issue(dir, user, new LocalAuthority.Request(user).uri(Office.uri(user)).rsa());
        canaries.add(longLine(pair.key()));
        return SecurityConfig.enterprisePke(Files.readString(pair.certificate()), Secret.of(Files.readString(pair.key())), Optional.empty())
            .withAuthorities(Files.readString(ca)).withMode(MikeyMode.RSA_R);
    }

    /** Of the private numbers, which are at the end of the file. */
    private static String longLine(Path key) throws IOException {
        List<String> lines = Files.readAllLines(key).stream().filter(line -> line.length() == 64 && !line.startsWith("-")).toList();
        return lines.get(lines.size() - 2);
    }

    private static HttpResponse<String> ask(VoipPlatform office, String method, String path, String body) throws Exception {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create("http:/" + office.apiAddress().orElseThrow() + path))
            .header("Authorization", "Bearer " + API).header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void read(VoipPlatform office, Canaries canaries, String path) throws Exception {
        HttpResponse<String> answer = ask(office, "GET", path, "");
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        canaries.tell(path, answer.headers() + answer.body());
    }

    /** A call, as far as it goes; with what is in force on the leg of each phone, which the office has the other way round. */
    private static void talk(VoipPlatform office, Canaries canaries, Softphone caller, Softphone called, String user) throws Exception {
        Call out = caller.dial(Office.uri(user));
        Call in = called.nextCall();
        soon(in.answer());
        soon(out.answered());
        await("keys and reports both ways").atMost(Duration.ofSeconds(25)).until(() -> isDone(out) && isDone(in));
        for (Call call : List.of(out, in)) {
            SrtpKeys keys = call.media().orElseThrow().parameters().orElseThrow().keys();
            canaries.tell("texts of phones", call + " " + call.security() + call.media().orElseThrow().parameters() + keys);
            if (keys != null) {
                canaries.add(keys.sending().keyAndSalt().bytes());
                canaries.add(keys.receiving().keyAndSalt().bytes());
            }
        }
        String id = office.engine().calls().get(0).id();
        canaries.tell("calls", office.engine().calls());
        read(office, canaries, "/v1/calls");
        soon(out.hangup());
        await().atMost(Duration.ofSeconds(10)).until(() -> office.engine().calls().isEmpty());
        read(office, canaries, "/v1/calls/" + id + "/trace");
    }

    private static boolean isDone(Call call) {
        return call.security().secured() || call.security().keying().equals("none") && Softphone.received(call) > 50;
    }

    /** What is remembered of each phone, 32 octets in hexadecimal each. */
    private void remembered(Canaries canaries) throws IOException {
        Matcher secret = Pattern.compile("\\b[0-9a-f]{64}\\b").matcher(Files.readString(dir.resolve("zrtp-cache")));
        assertThat(secret.find()).isTrue();
        do {
            canaries.add(secret.group());
            canaries.add(secret.group().substring(0, 16));
        } while (secret.find());
    }

    @Test
    void nothingThatIsShownHoldsOne() throws Exception {
        Canaries canaries = new Canaries(SHARED, RELAYS, RELAY_USER, TRUNK, API, longLine(own.key()));
        List<EngineEvent> events = new CopyOnWriteArrayList<>();
        try (canaries; Office carrier = Office.open(Office.setup().withListen("tcp://127.0.0.8:0").withUser(NUMBER, TRUNK));
             VoipPlatform office = office(carrier.port())) {
            office.events().subscribe(EngineEvent.class, Runnable::run, (sequence, event) -> events.add(event));
            office.start().toCompletableFuture().join();
            try (Softphone alice = phone(office, "alice", SecurityConfig.enterprisePsk(Secret.of(SHARED)));
                 Softphone bob = phone(office, "bob", certified(canaries, "bob"));
                 Softphone carol = phone(office, "carol", SecurityConfig.p2p());
                 Softphone dave = phone(office, "dave", SecurityConfig.dtlsSrtp());
                 Softphone erin = phone(office, "erin", SecurityConfig.none())) {
                await("the trunk, by its password").atMost(Duration.ofSeconds(10)).until(() -> carrier.has(NUMBER));
                talk(office, canaries, alice, dave, "dave");
                talk(office, canaries, bob, dave, "dave");
                talk(office, canaries, carol, erin, "erin");
                canaries.tell("phones", List.of(alice.client(), bob.client(), carol.client(), dave.client(), erin.client()));
            }
            remembered(canaries);
            String credentials = ask(office, "POST", "/v1/turn/credentials", "{\"user\":\"alice\"}").body();
            Matcher password = Pattern.compile("\"password\":\"([^\"]+)\"").matcher(credentials);
            assertThat(password.find()).as(credentials).isTrue();
            canaries.add(password.group(1));
            for (String path : List.of("/v1/registrations", "/v1/trunks", "/v1/system/health", "/metrics")) {
                read(office, canaries, path);
            }
            canaries.tell("configuration", office.config() + office.config().effective()
                + MikeyConfig.certified(own.certificate(), own.key(), ca) + MikeyConfig.preshared(SecretSource.of(SHARED)));
        }
        canaries.tell("events", events);
        canaries.tell("audit log", Files.readString(dir.resolve("audit.jsonl")));
        assertThat(canaries.told("calls")).contains("mikey-psk", "mikey-rsa-r", "zrtp", "dtls");
        assertThat(canaries.told("configuration")).contains("\"cache\"", "********");
        canaries.assertKept();
    }
}
