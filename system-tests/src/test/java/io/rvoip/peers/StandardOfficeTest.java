package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rvoip.builder.ApiServerConfig;
import io.rvoip.common.SecurityProfile;
import io.rvoip.engine.CallRecord;
import io.rvoip.engine.EngineEvent;
import io.rvoip.media.MediaSecurity;
import io.rvoip.presets.EnterprisePbx;
import io.rvoip.presets.OfficeBuilder;
import io.rvoip.presets.RunningPbx;
import io.rvoip.presets.SmallOffice;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.session.SecurityConfig;
import io.rvoip.simple.Call;
import io.rvoip.simple.ClientListener;
import io.rvoip.simple.IncomingCall;
import io.rvoip.simple.SimpleVoipClient;
import io.rvoip.sip.transport.ListenPoint;
import io.rvoip.sip.transport.TransportProtocol;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Offices under the profile standard: what protects their calls, their API, and what they write down. */
@Timeout(60)
class StandardOfficeTest {
    private static final String ALICE = "kettle-orbit-52";
    private static final String BOB = "lantern-grape-9x";
    private static final String OPS = "vMq7tr9xKs2-bRn4";

    @TempDir
    private Path dir;
    private Certificates certificates;
    private Path audit;

    @BeforeEach
    void files() {
        certificates = Certificates.in(dir);
        audit = dir.resolve("audit.jsonl");
    }

    private String secret(String name, String value) throws IOException {
        return "ref:file:" + Files.writeString(dir.resolve(name), value);
    }

    private <B extends OfficeBuilder<B>> RunningPbx start(B office) throws IOException {
        return office.withSecurityProfile(SecurityProfile.STANDARD)
            .withListen("tls://127.0.0.1:0").withTls(certificates.forServer()).withAudit(audit)
            .withApiServer(ApiServerConfig.restAndWebsocket().withListen("https://127.0.0.1:0").withKey("ops", secret("ops", OPS), "admin"))
            .withUser("alice", secret("alice", ALICE)).withUser("bob", secret("bob", BOB))
            .start().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    private SimpleVoipClient phone(RunningPbx office, String user, String password, ClientListener listener) {
        return phone(office, user, password, SecurityProfile.STANDARD, SecurityConfig.auto(), listener);
    }

    private SimpleVoipClient phone(RunningPbx office, String user, String password, SecurityProfile profile, SecurityConfig media, ClientListener listener) {
        ListenPoint at = office.platform().listenPoints().get(0);
        return SimpleVoipClient.create(user + "@" + Office.DOMAIN, password)
            .withRegistrar("127.0.0.1:" + at.address().getPort()).withTransport(TransportProtocol.TLS)
            .withLocalAddress(new InetSocketAddress("127.0.0.1", 0)).withTls(certificates.forPhones())
            .withSecurityProfile(profile).withSecurity(media).withListener(listener)
            .connect().orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static ClientListener answering(List<Call> answered) {
        return new ClientListener() {
            @Override
            public void onIncomingCall(IncomingCall incoming) {
                answered.add(incoming.call());
                incoming.call().answer();
            }
        };
    }

    private static HttpResponse<String> ask(HttpClient client, String method, RunningPbx office, String path) throws Exception {
        URI uri = URI.create("https://127.0.0.1:" + office.platform().apiAddress().orElseThrow().getPort() + path);
        return client.send(HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody())
            .header("Authorization", "Bearer " + OPS).build(), HttpResponse.BodyHandlers.ofString());
    }

    private List<String> written() throws IOException {
        List<String> written = new ArrayList<>();
        for (String line : Files.readAllLines(audit)) {
            JsonNode record = new ObjectMapper().readTree(line);
            written.add(record.path("event").asText() + ' ' + record.path("who").asText() + ' ' + record.path("what").asText().split(",")[0] + ' '
                + record.path("result").asText());
        }
        return written;
    }

    @Test
    void aCallIsEncryptedAndAllOfItIsWrittenDown() throws Exception {
        List<Call> answered = new ArrayList<>();
        List<CallRecord> records = new CopyOnWriteArrayList<>();
        try (RunningPbx office = start(SmallOffice.forDomain(Office.DOMAIN))) {
            office.events().subscribe(EngineEvent.CallEnded.class, Runnable::run, (sequence, event) -> records.add(event.record()));
            try (SimpleVoipClient alice = phone(office, "alice", ALICE, new ClientListener() { });
                 SimpleVoipClient bob = phone(office, "bob", BOB, answering(answered))) {
                Call call = alice.makeCall("bob").orTimeout(20, TimeUnit.SECONDS).join();
                call.answered().orTimeout(20, TimeUnit.SECONDS).join();
                await().atMost(Duration.ofSeconds(20)).until(() -> call.security().secured() && answered.get(0).security().secured());
                assertThat(call.security().tls().version()).isEqualTo("TLSv1.3");
                assertThat(call.security().keying()).isEqualTo("sdes");
                assertThat(call.security().suite()).isEqualTo("AEAD_AES_128_GCM");
                assertThat(call.security().warnings()).isEmpty();
                await().until(() -> office.calls().get(0).legs(), legs -> legs.stream().allMatch(leg -> leg.security().orElseThrow().secured()));
                String id = office.calls().get(0).id();
                assertThat(ask(certificates.https(), "POST", office, "/v1/calls/" + id + "/actions/hangup").statusCode()).isEqualTo(202);
                call.ended().orTimeout(20, TimeUnit.SECONDS).join();
                await().atMost(Duration.ofSeconds(10)).until(() -> !records.isEmpty());
                assertTold(records.get(0));
                assertThatThrownBy(() -> phone(office, "bob", "not-the-password-of-bob", new ClientListener() { })).isNotNull();
                assertThat(written()).startsWith("platform.started  profile standard done", "sip.login sip:alice@rvoip.test tls done",
                        "sip.login sip:bob@rvoip.test tls done", "api.changed ops hangup " + id + " 202")
                    .contains("sip.login bob wrong-password refused");
            }
            assertThat(office.platform().verifyAudit().toCompletableFuture().join().isWhole()).isTrue();
            Files.writeString(audit, Files.readString(audit).replace("bob", "eve"));
            assertThat(ask(certificates.https(), "GET", office, "/v1/audit:verify").body()).startsWith("{\"whole\":false")
                .contains("\"fault\":\"audit.jsonl line 3: record 3 was changed\"");
            assertThat(ask(certificates.https(), "GET", office, "/v1/system/health").body()).contains("is not as it was written: audit.jsonl line 3");
        }
        assertThat(written()).endsWith("platform.stopped   done").contains("sip.logout sip:alice@rvoip.test by-user done");
        assertThat(Files.readString(audit)).doesNotContain(OPS, ALICE, BOB);
    }

    /** The record says how each leg was protected, and whether both directions really were. */
    private static void assertTold(CallRecord record) {
        assertThat(record.profile()).isEqualTo(SecurityProfile.STANDARD);
        assertThat(record.legs()).hasSize(2).allSatisfy(leg -> {
            assertThat(leg.tls().orElseThrow().version()).isEqualTo("TLSv1.3");
            assertThat(leg.tls().orElseThrow().suite()).startsWith("TLS_AES_");
            assertThat(leg.verifiedBy()).contains("signalling");
            MediaSecurity media = leg.security().orElseThrow();
            assertThat(media.keying()).isEqualTo("sdes");
            assertThat(media.suite()).contains(SrtpSuite.AEAD_AES_128_GCM);
            assertThat(media.decrypted()).isTrue();
            assertThat(media.decryptedThere()).isTrue();
            assertThat(leg.statistics().orElseThrow().packetsRefused()).isZero();
        });
    }

    @Test
    void aCallInTheClearIsRefusedAndWrittenDown() throws Exception {
        try (RunningPbx office = start(SmallOffice.forDomain(Office.DOMAIN));
             SimpleVoipClient plain = phone(office, "alice", ALICE, SecurityProfile.DEVELOPMENT, SecurityConfig.none(), new ClientListener() { });
             SimpleVoipClient bob = phone(office, "bob", BOB, answering(new ArrayList<>()))) {
            Call call = plain.makeCall("bob").orTimeout(20, TimeUnit.SECONDS).join();
            call.ended().orTimeout(20, TimeUnit.SECONDS).join();
            assertThat(call.endReason().orElseThrow().status()).isEqualTo(488);
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(written())
                .anyMatch(line -> line.startsWith("call.refused sip:alice@rvoip.test 488") && line.endsWith("refused")));
        }
    }

    @Test
    void theApiIsThereByTlsOnly() throws Exception {
        try (RunningPbx office = start(EnterprisePbx.forDomain(Office.DOMAIN).withEncryptionRequired(false))) {
            HttpResponse<String> health = ask(certificates.https(), "GET", office, "/v1/system/health");
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(health.body()).contains("\"name\":\"audit\"", "\"name\":\"tls\"");
            assertThat(health.headers().firstValue("Strict-Transport-Security")).contains("max-age=31536000");
            assertThatThrownBy(() -> ask(HttpClient.newHttpClient(), "GET", office, "/v1/system/health")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void whatTheProfileDoesNotTakeIsNamed() throws Exception {
        String tooShort = secret("short", "elevenchars");
        assertThatThrownBy(() -> SmallOffice.forDomain(Office.DOMAIN).withSecurityProfile(SecurityProfile.STANDARD)
            .withListen("udp://127.0.0.1:0").withTls(certificates.forServer())
            .withApiServer(ApiServerConfig.restAndWebsocket().withListen("http://127.0.0.1:0").withKey("ops", secret("api", "changeme-changeme"), "admin"))
            .withUser("alice", tooShort).withUser("bob", "written-in-a-program").start())
            .hasMessageContaining("sip.listen[0]: udp is weaker than profile standard allows")
            .hasMessageContaining("api.listen: http is weaker than profile standard allows")
            .hasMessageContaining("api.keys[0].secret: is little more than a placeholder or the name of its holder, and the profile standard takes no such secret")
            .hasMessageContaining("users[0].password: is shorter than 12 characters")
            .hasMessageContaining("users[1].password: is written in the configuration")
            .hasMessageContaining("audit.file: is missing");
    }

    @Test
    void aLogThatCannotBeWrittenStopsTheStartAndNamesTheField() throws Exception {
        try (RunningPbx first = start(SmallOffice.forDomain(Office.DOMAIN))) {
            assertThat(first.health().isHealthy()).isTrue();
            assertThatThrownBy(() -> start(SmallOffice.forDomain(Office.DOMAIN)))
                .hasMessageContaining("audit.file: cannot be used").hasMessageContaining("another platform");
        }
    }
}
