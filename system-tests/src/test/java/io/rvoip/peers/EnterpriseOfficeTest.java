package io.rvoip.peers;

import static io.rvoip.peers.Softphone.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.handler.ssl.JdkSslContext;
import io.rvoip.builder.VoipPlatform;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.audit.AuditSettings;
import io.rvoip.common.crypto.LocalAuthority;
import io.rvoip.engine.LegInfo;
import io.rvoip.presets.EnterprisePbx;
import io.rvoip.rtp.dtls.DtlsFiles;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.simple.Call;
import io.rvoip.simple.CallAudio;
import io.rvoip.simple.ClientBuilder;
import io.rvoip.simple.ClientListener;
import io.rvoip.simple.IncomingCall;
import io.rvoip.simple.NetworkException;
import io.rvoip.simple.SimpleVoipClient;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.transport.tls.ClientCertificate;
import io.rvoip.sip.transport.tls.TlsContexts;
import io.rvoip.sip.transport.tls.TlsPolicy;
import io.rvoip.sip.transport.tls.TlsWarnings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The exchange of a company under the profile enterprise: everybody has a certificate of its authority, for signalling and for media. */
@Timeout(60)
class EnterpriseOfficeTest {
    private static final SecurityProfile PROFILE = SecurityProfile.ENTERPRISE;
    private static final String STAPLING = "jdk.tls.server.enableStatusRequestExtension";
    private static final String PASSWORD = "kettle-orbit-52x";

    @TempDir
    private Path dir;
    private Certificates certificates;
    private TlsPolicy policy;
    private final StringBuffer collected = new StringBuffer();

    @BeforeEach
    void files() {
        System.setProperty(STAPLING, "true");
        certificates = Certificates.in(dir);
        policy = TlsPolicy.of(PROFILE).withServerCa(certificates.ca()).withCrls(certificates.authority().writeRevoked(dir, "revoked"));
    }

    @AfterEach
    void asItWas() {
        System.clearProperty(STAPLING);
    }

    private String user(String name) throws IOException {
        return "ref:file:" + Files.writeString(dir.resolve(name + "-password"), PASSWORD);
    }

    private VoipPlatform start(int collector) throws IOException {
        VoipPlatform.Builder office = EnterprisePbx.forDomain(Office.DOMAIN).withListen("tls://127.0.0.1:0")
            .withTls(policy.withCertificate(certificates.server().certificate(), certificates.server().key())
                .withClientCertificate(ClientCertificate.REQUIRED, certificates.ca()))
            .withUser("alice", user("alice")).withUser("bob", user("bob")).platform();
        office.withAudit(AuditSettings.in(dir.resolve("audit.jsonl")).withCollector("localhost", collector))
            .withRtpEngine(office.config().rtp().withDtls(new DtlsFiles(certificates.server().certificate(), certificates.server().key(), certificates.ca())));
        VoipPlatform platform = office.build();
        platform.start().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
        return platform;
    }

    private ClientBuilder phone(VoipPlatform office, String user, TlsPolicy tls, DtlsFiles dtls) {
        return SimpleVoipClient.create(user + "@" + Office.DOMAIN, PASSWORD).withRegistrar("127.0.0.1:" + office.sipAddresses().get(0).getPort())
            .withTransport(TransportProtocol.TLS).withLocalAddress(new InetSocketAddress("127.0.0.1", 0)).withSecurityProfile(PROFILE)
            .withTls(tls).withDtls(dtls).withAudio(CallAudio.silent()).withListener(new ClientListener() {
                @Override
                public void onIncomingCall(IncomingCall call) {
                    call.call().answer();
                }
            });
    }

    private SimpleVoipClient phone(VoipPlatform office, String user) {
        return phone(office, user, user);
    }

    /** @param named whom its certificate is for */
    private SimpleVoipClient phone(VoipPlatform office, String user, String named) {
        LocalAuthority.Pair own = certificates.authority().issue(dir, named,
            new LocalAuthority.Request(named).dns(named + ".phones." + Office.DOMAIN).uri(Office.uri(named)));
        return soon(phone(office, user, policy.withCertificate(own.certificate(), own.key()),
            new DtlsFiles(own.certificate(), own.key(), certificates.ca())).connect());
    }

    private Thread collecting(SSLServerSocket server) {
        Thread thread = new Thread(() -> {
            try (SSLSocket from = (SSLSocket) server.accept()) {
                byte[] some = new byte[4096];
                for (int n = from.getInputStream().read(some); n >= 0; n = from.getInputStream().read(some)) {
                    collected.append(new String(some, 0, n, StandardCharsets.UTF_8));
                }
            } catch (IOException ended) {
                collected.append(" ended");
            }
        });
        thread.start();
        return thread;
    }

    @Test
    void onlyWhoHasACertificateIsThereAndTheRestIsSecured() throws Exception {
        TlsContexts contexts = TlsContexts.open(TlsPolicy.DEFAULT.withCertificate(certificates.server().certificate(), certificates.server().key()),
            TlsWarnings.NONE);
        try (SSLServerSocket collector = (SSLServerSocket) ((JdkSslContext) contexts.server().orElseThrow()).context().getServerSocketFactory()
                .createServerSocket(0, 4, InetAddress.getLoopbackAddress())) {
            Thread reader = collecting(collector);
            try (VoipPlatform office = start(collector.getLocalPort());
                 SimpleVoipClient alice = phone(office, "alice"); SimpleVoipClient bob = phone(office, "bob")) {
                Call call = soon(alice.makeCall("bob"));
                soon(call.answered());
                await().atMost(Duration.ofSeconds(10)).until(() -> office.engine().calls().get(0).legs().stream()
                    .allMatch(leg -> leg.security().filter(media -> media.secured()).isPresent()));
                assertThat(office.engine().calls().get(0).legs()).hasSize(2).allSatisfy(EnterpriseOfficeTest::assertProtected);
                soon(call.hangup());
                assertThat(office.health().isHealthy()).isTrue();
                try (SimpleVoipClient mallory = phone(office, "alice", "mallory")) {
                    Call stolen = soon(mallory.makeCall("bob"));
                    await("who has the password alone").atMost(Duration.ofSeconds(10)).until(() -> stolen.state().isEnded());
                    assertThat(stolen.security().secured()).isFalse();
                }

                ClientBuilder stranger = phone(office, "bob", TlsPolicy.DEFAULT.withServerCa(certificates.ca()), DtlsFiles.NONE)
                    .withSecurityProfile(SecurityProfile.STANDARD);
                assertThatThrownBy(() -> soon(stranger.connect())).as("without a certificate").hasCauseInstanceOf(NetworkException.class);
            }
            reader.join(10_000);
            assertThat(collected).contains("platform.started", "profile enterprise", "sip.login", "sip:alice@rvoip.test", "platform.stopped");
        }
    }

    private static void assertProtected(LegInfo leg) {
        assertThat(leg.tls().orElseThrow().version()).isEqualTo("TLSv1.3");
        assertThat(leg.tls().orElseThrow().peerNames()).as("proven by certificate").singleElement().asString().endsWith(".phones." + Office.DOMAIN);
        assertThat(leg.security().orElseThrow().keying()).isEqualTo("dtls");
        assertThat(leg.security().orElseThrow().suite()).contains(SrtpSuite.AEAD_AES_256_GCM);
    }
}
