package io.rvoip.peers;

import static io.rvoip.peers.Softphone.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rvoip.common.SecurityProfile;
import io.rvoip.engine.CallRecord;
import io.rvoip.engine.EngineEvent;
import io.rvoip.engine.LegInfo;
import io.rvoip.media.MediaSecurity;
import io.rvoip.media.audio.AudioClip;
import io.rvoip.media.audio.BufferSink;
import io.rvoip.media.audio.ClipSource;
import io.rvoip.presets.EnterprisePbx;
import io.rvoip.presets.OfficeBuilder;
import io.rvoip.presets.RunningPbx;
import io.rvoip.presets.SmallOffice;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.session.SecurityConfig;
import io.rvoip.simple.Call;
import io.rvoip.simple.CallAudio;
import io.rvoip.simple.ClientListener;
import io.rvoip.simple.IncomingCall;
import io.rvoip.simple.NetworkException;
import io.rvoip.simple.SimpleVoipClient;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.transport.tls.TlsPolicy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Offices under the profile high-security: phones of the same profile talk, and a certificate that was revoked is no good any more. */
@Timeout(60)
class HighSecurityOfficeTest {
    private static final SecurityProfile PROFILE = SecurityProfile.HIGH_SECURITY;
    private static final String PASSWORD = "kettle-orbit-52x";
    private static final Duration TALK = Duration.ofMillis(6_100);

    /** Less than elsewhere: what is heard first comes while ICE and DTLS are still at work. */
    private static final double ALIKE = 0.8;
    private static final Duration HEARD = Duration.ofMillis(5_800);

    @TempDir
    private Path dir;
    private Certificates certificates;
    private Path revoked;
    private final BlockingQueue<Call> incoming = new LinkedBlockingQueue<>();
    private final BufferSink aliceHears = new BufferSink(Duration.ofSeconds(20));
    private final BufferSink bobHears = new BufferSink(Duration.ofSeconds(20));

    @BeforeEach
    void files() {
        certificates = Certificates.in(dir);
        revoked = certificates.authority().writeRevoked(dir, "revoked");
    }

    private TlsPolicy policy() {
        return TlsPolicy.of(PROFILE).withServerCa(certificates.ca()).withCrls(revoked);
    }

    private String secret(String user) throws IOException {
        return "ref:file:" + Files.writeString(dir.resolve(user), PASSWORD);
    }

    private <B extends OfficeBuilder<B>> RunningPbx start(B office) throws IOException {
        return soon(office.withSecurityProfile(PROFILE).withListen("tls://127.0.0.1:0")
            .withTls(policy().withCertificate(certificates.server().certificate(), certificates.server().key()))
            .withAudit(dir.resolve("audit.jsonl")).withUser("alice", secret("alice")).withUser("bob", secret("bob"))
            .start().toCompletableFuture());
    }

    private SimpleVoipClient phone(RunningPbx office, String user, SecurityConfig media, AudioClip says, BufferSink hears) {
        return soon(SimpleVoipClient.create(user + "@" + Office.DOMAIN, PASSWORD)
            .withRegistrar("127.0.0.1:" + office.sipAddresses().get(0).getPort()).withTransport(TransportProtocol.TLS)
            .withLocalAddress(new InetSocketAddress("127.0.0.1", 0)).withTls(policy()).withSecurityProfile(PROFILE)
            .withSecurity(media).withAudio(CallAudio.from(() -> ClipSource.looping(says)).withSink(() -> hears))
            .withListener(new ClientListener() {
                @Override
                public void onIncomingCall(IncomingCall call) {
                    incoming.add(call.call());
                    call.call().answer();
                }
            }).connect());
    }

    private SimpleVoipClient alice(RunningPbx office) {
        return phone(office, "alice", SecurityConfig.auto(), Speech.one(), aliceHears);
    }

    private SimpleVoipClient bob(RunningPbx office) {
        return phone(office, "bob", SecurityConfig.auto(), Speech.other(), bobHears);
    }

    @Test
    void phonesTalkAndEachLegSaysHow() throws Exception {
        List<CallRecord> records = new CopyOnWriteArrayList<>();
        try (RunningPbx office = start(SmallOffice.forDomain(Office.DOMAIN));
             SimpleVoipClient alice = alice(office); SimpleVoipClient bob = bob(office)) {
            office.events().subscribe(EngineEvent.CallEnded.class, Runnable::run, (sequence, event) -> records.add(event.record()));
            Call call = soon(alice.makeCall("bob"));
            soon(call.answered());
            await("media of one text").atMost(TALK.plusSeconds(10)).until(() -> call.duration().compareTo(TALK) > 0);
            assertThat(call.security().keying()).isEqualTo("dtls");
            assertThat(call.security().suite()).isEqualTo("AEAD_AES_256_GCM");
            assertThat(call.security().warnings()).isEmpty();
            soon(call.hangup());
            await().atMost(Duration.ofSeconds(5)).until(() -> !records.isEmpty());
            Speech.assertHeard("bob hears alice", Speech.one().slice(Duration.ZERO, HEARD), bobHears.clip(), ALIKE);
            Speech.assertHeard("alice hears bob", Speech.other().slice(Duration.ZERO, HEARD), aliceHears.clip(), ALIKE);
            assertThat(records.get(0).profile()).isEqualTo(PROFILE);
            assertThat(records.get(0).legs()).hasSize(2).allSatisfy(HighSecurityOfficeTest::assertProtected);
        }
    }

    private static void assertProtected(LegInfo leg) {
        MediaSecurity media = leg.security().orElseThrow();
        assertThat(leg.tls().orElseThrow().version()).isEqualTo("TLSv1.3");
        assertThat(media.keying()).isEqualTo("dtls");
        assertThat(media.suite()).contains(SrtpSuite.AEAD_AES_256_GCM);
        assertThat(media.fingerprint()).isPresent();
        assertThat(media.secured()).isTrue();
    }

    @Test
    void theExchangeOfACompanyRunsUnderItToo() throws Exception {
        try (RunningPbx office = start(EnterprisePbx.forDomain(Office.DOMAIN));
             SimpleVoipClient alice = alice(office); SimpleVoipClient bob = bob(office)) {
            Call call = soon(alice.makeCall("bob"));
            soon(call.answered());
            await().atMost(Duration.ofSeconds(10)).until(() -> call.security().secured());
            assertThat(office.health().isHealthy()).isTrue();
            assertThat(office.missing()).noneMatch(row -> row.startsWith("securityProfile"));
            soon(call.hangup());

            certificates.authority().revoke(certificates.server().certificate());
            revoked = certificates.authority().writeRevoked(dir, "revoked");
            assertThatThrownBy(() -> alice(office)).hasCauseInstanceOf(NetworkException.class).hasMessageContaining("certificate-revoked");
        }
    }
}
