package io.rvoip.sip.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.rvoip.common.ConfigurationException;
import io.rvoip.common.crypto.LocalAuthority;
import io.rvoip.common.crypto.LocalAuthority.Pair;
import io.rvoip.common.crypto.LocalAuthority.Request;
import io.rvoip.common.crypto.PemFiles;
import io.rvoip.testing.ManualTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that their authority took back: by lists on the disk and on the network, and by who is asked. */
@Timeout(30)
class RevocationTest {
    private final LocalAuthority authority = new LocalAuthority("CA");
    private final List<String> unknown = new ArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final ManualTime time = new ManualTime();
    private final TlsWarnings warnings = new TlsWarnings() {
        @Override
        public void unverified(String what) {
            throw new AssertionError(what);
        }

        @Override
        public void statusUnknown(String what) {
            unknown.add(what);
        }
    };
    private volatile byte[] answered = new byte[0];

    @TempDir
    private Path directory;
    private Path ca;
    private HttpServer http;

    @BeforeEach
    void publishes() throws IOException {
        ca = authority.write(directory, "ca");
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/crl", exchange -> answer(exchange, authority.revoked()));
        http.createContext("/ocsp", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String inPath = URLDecoder.decode(exchange.getRequestURI().getRawPath().substring("/ocsp/".length()), StandardCharsets.UTF_8);
            answer(exchange, authority.status(body.length > 0 ? body : Base64.getDecoder().decode(inPath)));
        });
        http.start();
    }

    private void answer(HttpExchange exchange, byte[] with) throws IOException {
        asked.incrementAndGet();
        answered = with;
        exchange.sendResponseHeaders(200, with.length);
        exchange.getResponseBody().write(with);
        exchange.close();
    }

    @AfterEach
    void ends() {
        http.stop(0);
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + path);
    }

    private Request request() {
        return new Request("rvoip.test").dns("rvoip.test");
    }

    private TlsContexts open(TlsPolicy policy) {
        return TlsContexts.open(policy, warnings);
    }

    private TlsPolicy client(Revocation how) {
        return TlsPolicy.DEFAULT.withServerCa(ca).withRevocation(how);
    }

    private TlsContexts server(Pair files) {
        return open(TlsPolicy.DEFAULT.withCertificate(files.certificate(), files.key()));
    }

    /** A whole handshake, engine against engine; why it failed, or nothing. */
    private static HandshakeFailure shake(TlsContexts client, TlsContexts server) {
        SSLEngine here = client.client().newEngine(ByteBufAllocator.DEFAULT, "rvoip.test", 5061);
        SSLParameters parameters = here.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("");
        here.setSSLParameters(parameters);
        SSLEngine there = server.server().orElseThrow().newEngine(ByteBufAllocator.DEFAULT);
        try {
            ByteBuffer toServer = ByteBuffer.allocate(1 << 16);
            ByteBuffer toClient = ByteBuffer.allocate(1 << 16);
            here.beginHandshake();
            there.beginHandshake();
            for (int i = 0; i < 50; i++) {
                step(here, toServer, toClient);
                step(there, toClient, toServer);
            }
        } catch (SSLException refused) {
            return HandshakeFailure.of(refused);
        }
        assertThat(here.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
        assertThat(here.getSession().getProtocol()).startsWith("TLSv1.");
        return null;
    }

    private static void step(SSLEngine engine, ByteBuffer out, ByteBuffer in) throws SSLException {
        HandshakeStatus status = engine.getHandshakeStatus();
        if (status == HandshakeStatus.NEED_TASK) {
            engine.getDelegatedTask().run();
        } else if (status == HandshakeStatus.NEED_WRAP) {
            engine.wrap(ByteBuffer.allocate(0), out);
        } else if (in.position() > 0) {
            in.flip();
            engine.unwrap(in, ByteBuffer.allocate(1 << 16));
            in.compact();
        }
    }

    @Test
    void aListOnTheDiskIsBelieved() {
        Pair good = authority.issue(directory, "good", request());
        Pair bad = authority.issue(directory, "bad", request());
        authority.revoke(bad.certificate());
        Path list = authority.writeRevoked(directory, "list");
        for (Revocation how : List.of(Revocation.SOFT_FAIL, Revocation.HARD_FAIL)) {
            TlsContexts client = open(client(how).withCrls(list));

            assertThat(shake(client, server(good))).isNull();
            assertThat(shake(client, server(bad))).isEqualTo(HandshakeFailure.CERTIFICATE_REVOKED);
        }
        assertThat(unknown).isEmpty();
        assertThat(shake(open(client(Revocation.NONE)), server(bad))).as("who does not look").isNull();
    }

    @Test
    void aListThatWasWrittenAnewCountsAfterAReload() throws IOException {
        Pair files = authority.issue(directory, "a", request());
        TlsContexts client = open(client(Revocation.SOFT_FAIL).withCrls(authority.writeRevoked(directory, "list")));
        assertThat(shake(client, server(files))).isNull();

        authority.revoke(files.certificate());
        Files.setLastModifiedTime(authority.writeRevoked(directory, "list"), FileTime.fromMillis(1));
        assertThat(client.changed()).isTrue();
        client.reload();

        assertThat(shake(client, server(files))).isEqualTo(HandshakeFailure.CERTIFICATE_REVOKED);
    }

    @Test
    void thePublishedListIsFetchedOnce() {
        Pair bad = authority.issue(directory, "bad", request().crl(at("/crl")));
        Pair good = authority.issue(directory, "good", request().crl(at("/crl")));
        authority.revoke(bad.certificate());
        TlsContexts client = open(client(Revocation.HARD_FAIL));

        assertThat(shake(client, server(bad))).isEqualTo(HandshakeFailure.CERTIFICATE_REVOKED);
        assertThat(shake(client, server(good))).isNull();
        assertThat(shake(client, server(good))).isNull();
        assertThat(asked).hasValue(1);
    }

    @Test
    void theResponderIsAskedOnceForEach() {
        Pair good = authority.issue(directory, "good", request().ocsp(at("/ocsp")));
        Pair bad = authority.issue(directory, "bad", request().ocsp(at("/ocsp")));
        authority.revoke(bad.certificate());
        TlsContexts client = open(client(Revocation.HARD_FAIL));

        assertThat(shake(client, server(good))).isNull();
        assertThat(shake(client, server(good))).isNull();
        assertThat(shake(client, server(bad))).isEqualTo(HandshakeFailure.CERTIFICATE_REVOKED);
        assertThat(shake(client, server(bad))).isEqualTo(HandshakeFailure.CERTIFICATE_REVOKED);
        assertThat(asked).hasValue(2);
    }

    @Test
    void whereNobodyCanSaySoftPassesAndHardDoesNot() {
        Pair silent = authority.issue(directory, "silent", request());
        Pair gone = authority.issue(directory, "gone", request().ocsp(at("/nowhere")));

        assertThat(shake(open(client(Revocation.HARD_FAIL)), server(silent))).isEqualTo(HandshakeFailure.STATUS_UNKNOWN);
        assertThat(shake(open(client(Revocation.HARD_FAIL)), server(gone))).isEqualTo(HandshakeFailure.STATUS_UNKNOWN);
        assertThat(unknown).isEmpty();
        assertThat(shake(open(client(Revocation.SOFT_FAIL)), server(silent))).isNull();
        assertThat(shake(open(client(Revocation.SOFT_FAIL)), server(gone))).isNull();
        assertThat(unknown).hasSize(2).first().asString().startsWith("CN=rvoip.test, serial ");
    }

    private RevocationCheck check(Duration patience) {
        return new RevocationCheck(true, List.of(), chain(ca), task -> new Thread(task).start(), patience, time, warnings);
    }

    private static X509Certificate[] chain(Path file) {
        return PemFiles.certificates("certificate", file).toArray(X509Certificate[]::new);
    }

    @Test
    void aResponderThatDoesNotAnswerIsNotWaitedForLong() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Pair files = authority.issue(directory, "slow", request().ocsp(URI.create("http://127.0.0.1:" + mute.getLocalPort() + "/")));
            X509Certificate[] chain = chain(files.certificate());
            Duration patience = Duration.ofMillis(150);
            RevocationCheck check = check(patience);
            long start = System.nanoTime();
            check.check(chain, List.of());
            assertThat(System.nanoTime() - start).isBetween(patience.toNanos(), 20 * patience.toNanos());

            assertThat(unknown).hasSize(1);
            long again = System.nanoTime();
            check.check(chain, List.of());
            assertThat(System.nanoTime() - again).as("known for half a minute").isLessThan(patience.toNanos());
            assertThat(unknown).hasSize(2);
        }
    }

    @Test
    void whatThePeerBringsAlongSavesAsking() throws Exception {
        Pair files = authority.issue(directory, "a", request().ocsp(at("/ocsp")));
        X509Certificate[] chain = chain(files.certificate());
        RevocationCheck check = check(Duration.ofSeconds(5));
        check.check(chain, List.of());
        assertThat(asked).hasValue(1);

        time.advance(Duration.ofMinutes(5));
        check.check(chain, List.of(answered));

        assertThat(asked).as("not asked, though what it said is forgotten").hasValue(1);
        assertThat(unknown).isEmpty();
    }

    /** Under profiles that want it the JVM is told to; the server asks about itself, and nobody who connects has to. */
    @Test
    void aServerStaplesWhatWasSaidOfIt() throws IOException {
        Pair files = authority.issue(directory, "a", request().ocsp(at("/ocsp")));
        Files.writeString(files.certificate(), Files.readString(files.certificate()) + Files.readString(ca));
        System.setProperty("jdk.tls.server.enableStatusRequestExtension", "true");
        TlsContexts server;
        try {
            server = server(files);
        } finally {
            System.clearProperty("jdk.tls.server.enableStatusRequestExtension");
        }
        assertThat(shake(open(client(Revocation.HARD_FAIL)), server)).isNull();
        assertThat(shake(open(client(Revocation.HARD_FAIL)), server)).isNull();
        assertThat(asked).as("by the server, once").hasValue(1);
        assertThat(shake(open(client(Revocation.HARD_FAIL)), server(files))).isNull();
        assertThat(asked).as("by the client of one that staples nothing").hasValue(2);
    }

    @Test
    void clientsAreLookedUpToo() {
        Pair office = authority.issue(directory, "office", request());
        Pair phone = authority.issue(directory, "phone", request().ocsp(at("/ocsp")));
        TlsContexts server = open(TlsPolicy.DEFAULT.withCertificate(office.certificate(), office.key())
                .withClientCertificate(ClientCertificate.REQUIRED, ca).withRevocation(Revocation.HARD_FAIL));
        TlsContexts client = open(client(Revocation.NONE).withCertificate(phone.certificate(), phone.key()));

        assertThat(shake(client, server)).isNull();
        server.reload();
        authority.revoke(phone.certificate());

        assertThat(shake(client, server)).isEqualTo(HandshakeFailure.CERTIFICATE_REVOKED);
    }

    /** A loop that does a handshake itself, because all threads for it are busy, waits for nobody. */
    @Test
    void anEventLoopNeverWaits() throws InterruptedException {
        Pair good = authority.issue(directory, "good", request().ocsp(at("/ocsp")));
        TlsContexts client = open(client(Revocation.SOFT_FAIL));
        AtomicReference<HandshakeFailure> failure = new AtomicReference<>();
        Thread loop = new FastThreadLocalThread(() -> failure.set(shake(client, server(good))));
        loop.start();
        loop.join();

        assertThat(failure).hasNullValue();
        assertThat(asked).hasValue(0);
        assertThat(unknown).hasSize(1);
        assertThat(shake(client, server(good))).isNull();
        assertThat(asked).as("what the loop did not know is no answer").hasValue(1);
    }

    @Test
    void weakKeysAreRefusedWhereStrongOnesAreWanted() {
        Pair rsa = authority.issue(directory, "rsa", request().rsa());
        TlsPolicy client = client(Revocation.NONE);

        assertThat(shake(open(client.withKeys(KeyStrength.RSA_2048)), server(rsa))).isNull();
        assertThat(shake(open(client.withKeys(KeyStrength.RSA_3072)), server(rsa))).isEqualTo(HandshakeFailure.CERTIFICATE_WEAK);
        assertThat(shake(open(client.withKeys(KeyStrength.RSA_3072)), server(authority.issue(directory, "p256", request())))).isNull();
    }

    @Test
    void aFileThatIsNoListIsRefusedByItsField() {
        assertThatThrownBy(() -> open(client(Revocation.SOFT_FAIL).withCrls(ca))).isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("crls[0]: ").hasMessageContaining("holds no list of revoked certificates");
        assertThatThrownBy(() -> open(client(Revocation.NONE).withCrls(authority.writeRevoked(directory, "list"))))
                .hasMessageContaining("revocation: is none, so that crls has no effect");
    }
}
