package io.rvoip.fips;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rvoip.builder.RtpEngineConfig;
import io.rvoip.builder.SipStackConfig;
import io.rvoip.builder.VoipPlatform;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.audit.AuditSettings;
import io.rvoip.common.crypto.LocalAuthority;
import io.rvoip.engine.LegInfo;
import io.rvoip.media.MediaSecurity;
import io.rvoip.media.analysis.AudioComparison;
import io.rvoip.media.analysis.ToneGenerator;
import io.rvoip.media.analysis.WindowedSimilarity;
import io.rvoip.media.audio.AudioClip;
import io.rvoip.media.audio.BufferSink;
import io.rvoip.media.audio.ClipSource;
import io.rvoip.session.SecurityConfig;
import io.rvoip.simple.Call;
import io.rvoip.simple.CallAudio;
import io.rvoip.simple.ClientListener;
import io.rvoip.simple.IncomingCall;
import io.rvoip.simple.SimpleVoipClient;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.transport.tls.TlsPolicy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Phones and an office whose cryptography is that of the module: calls are encrypted, and what is said is heard. */
@Timeout(60)
class CallTest {
    private static final String DOMAIN = "rvoip.test";
    private static final String PASSWORD = "kettle-orbit-52x";
    private static final Duration TEXT = Duration.ofSeconds(4);
    /** Playout follows the delay: each part is found where it was heard. */
    private static final Duration WINDOW = Duration.ofMillis(400);
    private static final Duration DRIFT = Duration.ofSeconds(2);
    private static final AudioClip UP = ToneGenerator.sweep(8_000, 300, 3_000, 0.4, TEXT);
    private static final AudioClip DOWN = ToneGenerator.sweep(8_000, 3_000, 300, 0.4, TEXT);

    @TempDir
    private Path dir;
    private LocalAuthority authority;
    private Path ca;
    private final BufferSink aliceHears = new BufferSink(Duration.ofSeconds(20));
    private final BufferSink bobHears = new BufferSink(Duration.ofSeconds(20));

    @BeforeEach
    void files() {
        authority = new LocalAuthority("RVOIP Test CA");
        ca = authority.write(dir, "ca");
    }

    private TlsPolicy policy(SecurityProfile profile) {
        return TlsPolicy.of(profile).withServerCa(ca);
    }

    private VoipPlatform office(SecurityProfile profile) throws IOException {
        LocalAuthority.Pair own = authority.issue(dir, "office", new LocalAuthority.Request("office").dns(DOMAIN).ip("127.0.0.1"));
        VoipPlatform platform = VoipPlatform.builder("office").withDomain(DOMAIN).withSecurityProfile(profile)
            .withSipStack(SipStackConfig.custom().withListen("tls://127.0.0.1:0").withTls(policy(profile).withCertificate(own.certificate(), own.key())))
            .withRtpEngine(RtpEngineConfig.basic().withAddress("127.0.0.1"))
            .withAudit(AuditSettings.in(dir.resolve("audit.jsonl")))
            .withUser("alice", secret("alice")).withUser("bob", secret("bob")).build();
        soon(platform.start().toCompletableFuture());
        return platform;
    }

    private String secret(String user) throws IOException {
        return "ref:file:" + Files.writeString(dir.resolve(user + ".password"), PASSWORD);
    }

    private static <T> T soon(CompletableFuture<T> stage) {
        return stage.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private SimpleVoipClient phone(VoipPlatform office, String user, SecurityProfile profile, SecurityConfig media, AudioClip says, BufferSink hears) {
        return soon(SimpleVoipClient.create(user + "@" + DOMAIN, PASSWORD)
            .withRegistrar("127.0.0.1:" + office.sipAddresses().get(0).getPort()).withTransport(TransportProtocol.TLS)
            .withLocalAddress(new InetSocketAddress("127.0.0.1", 0)).withTls(policy(profile)).withSecurityProfile(profile).withSecurity(media)
            .withAudio(CallAudio.from(() -> ClipSource.looping(says)).withSink(() -> hears)).withListener(new ClientListener() {
                @Override
                public void onIncomingCall(IncomingCall call) {
                    call.call().answer();
                }
            }).connect());
    }

    private void call(SecurityProfile profile, SecurityConfig media, String keying, String suite) throws IOException {
        try (VoipPlatform office = office(profile);
             SimpleVoipClient alice = phone(office, "alice", profile, media, UP, aliceHears);
             SimpleVoipClient bob = phone(office, "bob", profile, media, DOWN, bobHears)) {
            Call call = soon(alice.makeCall("bob"));
            soon(call.answered());
            await().atMost(Duration.ofSeconds(15)).until(() -> heard(bobHears) && heard(aliceHears));
            assertThat(office.engine().calls().get(0).legs()).hasSize(2).allSatisfy(leg -> assertProtected(leg, keying, suite));
            assertThat(call.security().keying()).isEqualTo(keying);
            soon(call.hangup());
            assertAlike("bob hears alice", UP, bobHears.clip());
            assertAlike("alice hears bob", DOWN, aliceHears.clip());
        }
    }

    private static boolean heard(BufferSink sink) {
        return sink.clip().duration().compareTo(TEXT.plusSeconds(1)) > 0;
    }

    private static void assertAlike(String who, AudioClip said, AudioClip heard) {
        WindowedSimilarity compared = AudioComparison.windowed(said, heard, WINDOW, DRIFT);
        assertThat(compared.together().overlap()).as(who + ": " + compared).isGreaterThan(TEXT.dividedBy(2));
        assertThat(compared.together().correlation()).as(who + ": " + compared).isGreaterThan(0.85);
    }

    private static void assertProtected(LegInfo leg, String keying, String suite) {
        assertThat(leg.tls().orElseThrow().version()).isEqualTo("TLSv1.3");
        MediaSecurity media = leg.security().orElseThrow();
        assertThat(media.keying()).isEqualTo(keying);
        assertThat(media.suite().orElseThrow()).hasToString(suite);
        assertThat(media.secured()).as("decrypted in both directions").isTrue();
    }

    @Test
    void keysFromDtls() throws IOException {
        call(SecurityProfile.HIGH_SECURITY, SecurityConfig.auto(), "dtls", "AEAD_AES_256_GCM");
    }

    @Test
    void keysInTheDescriptionOverTls() throws IOException {
        call(SecurityProfile.STANDARD, SecurityConfig.sdes(), "sdes", "AEAD_AES_128_GCM");
    }
}
