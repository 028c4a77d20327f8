package io.rvoip.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.api.metrics.MicrometerMetrics;
import io.rvoip.common.Health;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.crypto.LocalAuthority;
import io.rvoip.common.transport.EventLoops;
import io.rvoip.sip.transport.tls.ClientCertificate;
import io.rvoip.sip.transport.tls.TlsContexts;
import io.rvoip.sip.transport.tls.TlsPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API over TLS, with clients of the JDK. */
class HttpsTest {
    private static final String READY = "GET /v1/system/ready HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
    private static final int PATIENCE_MILLIS = 10_000;

    private final LocalAuthority authority = new LocalAuthority("API test authority");
    private final MicrometerMetrics metrics = new MicrometerMetrics();
    private final EventLoops loops = EventLoops.create("https-test", 1);
    private final FakeEngine engine = new FakeEngine();

    @TempDir
    private Path files;
    private TlsContexts contexts;
    private ApiServer server;

    @AfterEach
    void stop() {
        ApiLab.await(server.stop(Duration.ofSeconds(1)));
        loops.close();
        metrics.close();
    }

    private TlsPolicy policy(SecurityProfile profile) {
        LocalAuthority.Pair pair = authority.issue(files, "api", new LocalAuthority.Request("api").ip("127.0.0.1"));
        return TlsPolicy.of(profile).withCertificate(pair.certificate(), pair.key());
    }

    private void start(TlsPolicy policy) {
        contexts = TlsContexts.open(policy, warning -> { });
        server = new ApiServer(ApiLab.settings(), engine, () -> Health.healthy("platform"), () -> true, metrics, loops)
                .withTls(contexts);
        ApiLab.await(server.start());
    }

    private SSLContext trusting(KeyManager... keys) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", certificate(authority.write(files, "ca")));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust.getTrustManagers(), null);
        return context;
    }

    private static X509Certificate certificate(Path file) throws GeneralSecurityException, IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private KeyManager[] ours(LocalAuthority by) throws GeneralSecurityException, IOException {
        LocalAuthority.Pair pair = by.issue(files, "operator", new LocalAuthority.Request("operator"));
        String pem = Files.readString(pair.key()).replaceAll("-----.*-----|\\s", "");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("operator", KeyFactory.getInstance("EC").generatePrivate(
                new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem))), new char[0], new Certificate[] {certificate(pair.certificate())});
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        return keys.getKeyManagers();
    }

    private SSLSocket connect(SSLContext context) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket();
        socket.connect(server.address(), PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private static String ask(Socket socket) throws IOException {
        socket.getOutputStream().write(READY.getBytes(StandardCharsets.US_ASCII));
        return ApiLab.readToEnd(socket.getInputStream());
    }

    /** Read on the only loop, so that what sent the alert has also counted it. */
    private long failures(String reason) throws Exception {
        return loops.next().eventLoop().submit(() -> metrics.counter("rvoip_api_tls_failures_total", "reason", reason).value()).get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Test
    void speaksTls13AndTellsClientsToKeepToIt() throws Exception {
        start(policy(SecurityProfile.STANDARD));
        try (SSLSocket socket = connect(trusting())) {
            assertThat(ask(socket)).startsWith("HTTP/1.1 200").contains("Strict-Transport-Security: max-age=31536000");
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
        }
    }

    @Test
    void eventsComeOverTlsToo() throws Exception {
        start(policy(SecurityProfile.STANDARD));
        HttpClient client = HttpClient.newBuilder().sslContext(trusting()).build();
        WebSocketPeer events = WebSocketPeer.connectTls(client, server.address().getPort(), ApiLab.ADMIN);
        assertThat(events.nextOf("hello")).isNotEmpty();
    }

    @Test
    void tls11IsRefusedInTheHandshake() throws Exception {
        start(policy(SecurityProfile.STANDARD));
        // ClientHello of TLS 1.1 with one suite; the JDK itself does not speak it any more
        byte[] hello = new byte[] {22, 3, 1, 0, 45, 1, 0, 0, 41, 3, 2, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18,
            19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 0, 0, 2, (byte) 0xC0, 0x13, 1, 0};
        try (Socket socket = new Socket()) {
            socket.connect(server.address());
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(hello);
            byte[] alert = socket.getInputStream().readAllBytes();
            assertThat(alert).hasSize(7).startsWith(21, 3);
            assertThat(alert[6]).as("protocol_version").isEqualTo((byte) 70);
        }
        assertThat(failures("version")).isEqualTo(1);
    }

    @Test
    void suitesWithoutForwardSecrecyOrAuthenticatedEncryptionAreRefused() throws Exception {
        start(policy(SecurityProfile.STANDARD));
        try (SSLSocket socket = connect(trusting())) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"});
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
        }
        assertThat(failures("no-common-suite")).isEqualTo(1);
    }

    @Test
    void plainHttpGetsNoAnswer() throws Exception {
        start(policy(SecurityProfile.STANDARD));
        try (Socket socket = new Socket()) {
            socket.connect(server.address());
            socket.setSoTimeout(PATIENCE_MILLIS);
            assertThat(ask(socket)).doesNotContain("HTTP");
        }
        assertThat(failures("not-tls")).isEqualTo(1);
    }

    @Test
    void theCertificateOfTheMomentIsShown() throws Exception {
        TlsPolicy policy = policy(SecurityProfile.STANDARD);
        start(policy);
        X509Certificate first = shown();
        authority.issue(files, "api", new LocalAuthority.Request("api").ip("127.0.0.1"));
        assertThat(shown()).isEqualTo(first);
        contexts.reload();
        X509Certificate second = shown();
        assertThat(second).isNotEqualTo(first).isEqualTo(certificate(policy.certificate()));
        Files.writeString(policy.key(), "nonsense");
        assertThatThrownBy(contexts::reload).hasMessageContaining("key");
        assertThat(shown()).isEqualTo(second);
    }

    private X509Certificate shown() throws Exception {
        try (SSLSocket socket = connect(trusting())) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    @Test
    void whereClientCertificatesAreRequiredNobodyGetsInWithout() throws Exception {
        start(policy(SecurityProfile.HIGH_SECURITY)
                .withClientCertificate(ClientCertificate.REQUIRED, authority.write(files, "operators")));
        try (SSLSocket socket = connect(trusting())) {
            assertThatThrownBy(() -> ask(socket)).isInstanceOf(IOException.class);
        }
        assertThat(failures("certificate-missing")).isEqualTo(1);
        try (SSLSocket socket = connect(trusting(ours(new LocalAuthority("somebody else"))))) {
            assertThatThrownBy(() -> ask(socket)).isInstanceOf(IOException.class);
        }
        try (SSLSocket socket = connect(trusting(ours(authority)))) {
            assertThat(ask(socket)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void handshakesLeaveNoLineButOurs() throws Exception {
        start(policy(SecurityProfile.STANDARD));
        CapturingLogs.record();
        try (Socket socket = new Socket()) {
            socket.connect(server.address());
            socket.setSoTimeout(PATIENCE_MILLIS);
            ask(socket);
        }
        assertThat(CapturingLogs.stop().lines().filter(line -> line.contains("xception"))).isEmpty();
    }

    @Test
    void isAtHomeAtHttpsOnly() throws Exception {
        start(policy(SecurityProfile.STANDARD));
        for (String origin : List.of("https://127.0.0.1", "http://127.0.0.1")) {
            try (SSLSocket socket = connect(trusting())) {
                socket.getOutputStream().write(READY.replace("Connection", "Origin: " + origin + "\r\nConnection")
                        .getBytes(StandardCharsets.US_ASCII));
                assertThat(ApiLab.readToEnd(socket.getInputStream()))
                        .startsWith(origin.startsWith("https") ? "HTTP/1.1 200" : "HTTP/1.1 403");
            }
        }
    }

    @Test
    void hasToHaveACertificate() {
        start(policy(SecurityProfile.STANDARD));
        TlsContexts none = TlsContexts.open(TlsPolicy.DEFAULT, warning -> { });
        assertThatThrownBy(() -> server.withTls(none)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("certificate");
    }
}
