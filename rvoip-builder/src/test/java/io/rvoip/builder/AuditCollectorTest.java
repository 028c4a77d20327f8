package io.rvoip.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.netty.handler.ssl.JdkSslContext;
import io.rvoip.common.TimeSource;
import io.rvoip.common.audit.AuditRecord;
import io.rvoip.common.crypto.LocalAuthority;
import io.rvoip.sip.transport.tls.TlsContexts;
import io.rvoip.sip.transport.tls.TlsPolicy;
import io.rvoip.sip.transport.tls.TlsWarnings;
import io.rvoip.testing.TestMetrics;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Audit records on their way to a collector that knows nothing of us but TLS and syslog. */
@Timeout(30)
class AuditCollectorTest {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    private final LocalAuthority authority = new LocalAuthority("CA");

    @TempDir
    private Path dir;
    private Path ca;
    private final TestMetrics metrics = new TestMetrics();

    @BeforeEach
    void files() {
        ca = authority.write(dir, "ca");
    }

    private SSLServerSocket listen(String name, int port) throws IOException {
        LocalAuthority.Pair files = authority.issue(dir, name, new LocalAuthority.Request(name).dns(name));
        TlsContexts contexts = TlsContexts.open(TlsPolicy.DEFAULT.withCertificate(files.certificate(), files.key()), TlsWarnings.NONE);
        return (SSLServerSocket) ((JdkSslContext) contexts.server().orElseThrow()).context().getServerSocketFactory()
            .createServerSocket(port, 8, InetAddress.getLoopbackAddress());
    }

    private AuditCollector collector(int port, int waiting) {
        TlsContexts contexts = TlsContexts.open(TlsPolicy.DEFAULT.withServerCa(ca), TlsWarnings.NONE);
        return new AuditCollector(InetSocketAddress.createUnresolved("localhost", port), "rvoip.test", waiting, () -> contexts,
            metrics, TimeSource.system());
    }

    private static AuditRecord record(String event, String who, String result) {
        return new AuditRecord(NOON, event, who, "192.0.2.7", "something", result);
    }

    private static String message(InputStream in) throws IOException {
        StringBuilder length = new StringBuilder();
        for (int octet = in.read(); octet != ' '; octet = in.read()) {
            length.append((char) octet);
        }
        return new String(in.readNBytes(Integer.parseInt(length.toString())), StandardCharsets.UTF_8);
    }

    @Test
    void eachRecordIsAMessageAndABrokenConnectionIsMadeAgain() throws Exception {
        try (SSLServerSocket server = listen("localhost", 0)) {
            AuditCollector collector = collector(server.getLocalPort(), 64);
            collector.start();
            collector.record(record("sip.login", "alice", "done"));
            try (SSLSocket first = (SSLSocket) server.accept()) {
                assertThat(message(first.getInputStream())).isEqualTo("<109>1 2026-01-02T12:00:00Z rvoip.test rvoip - sip.login - "
                    + "{\"at\":\"2026-01-02T12:00:00Z\",\"event\":\"sip.login\",\"who\":\"alice\",\"from\":\"192.0.2.7\",\"what\":\"something\",\"result\":\"done\"}");
                collector.record(record("sip.login", "<b>\nbob", "refused"));
                assertThat(message(first.getInputStream())).startsWith("<108>1 ").contains("<b>\\u000abob").doesNotContain("\n");
            }
            collector.record(record("sip.logout", "alice", "done"));
            try (SSLSocket second = (SSLSocket) server.accept()) {
                assertThat(message(second.getInputStream())).contains("sip.logout");
                await().until(() -> collector.health().isHealthy());
                collector.stop(Duration.ofSeconds(5)).toCompletableFuture().join();
                assertThat(second.getInputStream().read()).as("it ends").isEqualTo(-1);
                assertThat(metrics.count("rvoip_audit_collector_records_total")).isEqualTo(3);
            }
        }
    }

    @Test
    void whoCannotProveItsNameGetsNothingAndWhatDoesNotFitIsCounted() throws Exception {
        try (SSLServerSocket server = listen("somebody.else", 0)) {
            AuditCollector collector = collector(server.getLocalPort(), 4);
            collector.start();
            collector.record(record("sip.login", "alice", "done"));
            try (SSLSocket impostor = (SSLSocket) server.accept()) {
                impostor.setSoTimeout(5_000);
                assertThat(catchThrowable(() -> impostor.getInputStream().read())).isInstanceOf(IOException.class);
            }
            await().until(() -> !collector.health().isHealthy());
            assertThat(collector.health().message()).contains("not for localhost");
            for (int i = 0; i < 10; i++) {
                collector.record(record("sip.login", "bob" + i, "done"));
            }
            server.close();
            try (SSLServerSocket right = listen("localhost", server.getLocalPort())) {
                try (SSLSocket found = (SSLSocket) right.accept()) {
                    assertThat(message(found.getInputStream())).contains("alice");
                    assertThat(message(found.getInputStream())).contains("audit.lost", "6 records");
                    assertThat(message(found.getInputStream())).contains("bob0");
                    collector.stop(Duration.ofSeconds(5));
                    assertThat(metrics.count("rvoip_audit_collector_lost_total")).isEqualTo(6);
                }
            }
        }
    }
}
