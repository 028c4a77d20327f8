package io.rvoip.sip.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.SslContext;
import io.rvoip.common.ConfigurationException;
import io.rvoip.common.Problem;
import io.rvoip.common.crypto.LocalAuthority.Request;
import io.rvoip.common.crypto.LocalAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsContextsTest {
    private final LocalAuthority authority = new LocalAuthority("CA");

    @TempDir
    private Path directory;

    private LocalAuthority.Pair issue(String file) {
        return authority.issue(directory, file, new Request("rvoip.test").dns("rvoip.test"));
    }

    private static TlsContexts open(TlsPolicy policy) {
        return TlsContexts.open(policy, warning -> { });
    }

    private static void assertRefused(TlsPolicy policy, String... paths) {
        assertThatThrownBy(() -> open(policy)).isInstanceOfSatisfying(ConfigurationException.class, refused ->
                assertThat(refused.report().problems()).extracting(Problem::path).containsExactly(paths));
    }

    @Test
    void withoutACertificateItConnectsAndCannotListen() {
        TlsContexts contexts = open(TlsPolicy.DEFAULT);

        assertThat(contexts.server()).isEmpty();
        assertThat(contexts.notAfter()).isEmpty();
        assertThat(contexts.client().isClient()).isTrue();
    }

    @Test
    void allProblemsAreToldByField() {
        Path missing = directory.resolve("missing.pem");

        assertRefused(TlsPolicy.DEFAULT.withCertificate(missing, missing).withServerCa(missing)
                        .withClientCertificate(ClientCertificate.REQUIRED, null).withSuites("TLS_NULL", "TLS_AES_128_GCM_SHA256"),
                "certificate", "key", "serverCa", "clientCa", "suites[0]", "suites");
        assertRefused(TlsPolicy.DEFAULT.withVersions(), "versions");
        assertRefused(TlsPolicy.DEFAULT.withClientCertificate(ClientCertificate.NONE, authority.write(directory, "ca")),
                "clientCertificate");
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() {
        assertRefused(TlsPolicy.DEFAULT.withCertificate(issue("a").certificate(), issue("b").key()), "key");
    }

    @Test
    void filesThatHoldSomethingElseAreRefused() throws IOException {
        LocalAuthority.Pair pair = issue("a");
        Path junk = Files.writeString(directory.resolve("junk.pem"), "-----BEGIN PRIVATE KEY-----\n???\n-----END PRIVATE KEY-----\n");

        assertRefused(TlsPolicy.DEFAULT.withCertificate(pair.key(), pair.key()), "certificate");
        assertRefused(TlsPolicy.DEFAULT.withCertificate(pair.certificate(), pair.certificate()), "key");
        assertRefused(TlsPolicy.DEFAULT.withCertificate(pair.certificate(), junk), "key");
        assertRefused(TlsPolicy.DEFAULT.withServerCa(junk), "serverCa");
    }

    @Test
    void aReloadTakesWhatFitsAndKeepsTheOldElse() {
        LocalAuthority.Pair files = issue("a");
        TlsContexts contexts = open(TlsPolicy.DEFAULT.withCertificate(files.certificate(), files.key()));
        SslContext before = contexts.server().orElseThrow();

        issue("a");
        contexts.reload();
        SslContext renewed = contexts.server().orElseThrow();
        assertThat(renewed).isNotSameAs(before);

        copy(issue("b").key(), files.key());
        assertThatThrownBy(contexts::reload).hasMessageContaining("key");
        assertThat(contexts.server()).containsSame(renewed);
    }

    @Test
    void itSeesThatFilesWereWrittenOrAreGone() throws IOException {
        LocalAuthority.Pair files = issue("a");
        TlsContexts contexts = open(TlsPolicy.DEFAULT.withCertificate(files.certificate(), files.key()));
        assertThat(contexts.changed()).isFalse();

        Files.setLastModifiedTime(files.key(), FileTime.fromMillis(1));
        assertThat(contexts.changed()).isTrue();
        contexts.reload();
        assertThat(contexts.changed()).isFalse();
        Files.delete(files.key());
        assertThat(contexts.changed()).isTrue();
    }

    @Test
    void theEndOfTheCertificateIsKnown() {
        Instant end = Instant.now().plus(30, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        LocalAuthority.Pair files = authority.issue(directory, "a", new Request("x").valid(Instant.EPOCH.plusSeconds(1), end));

        assertThat(open(TlsPolicy.DEFAULT.withCertificate(files.certificate(), files.key())).notAfter()).contains(end);
    }

    private static void copy(Path from, Path to) {
        try {
            Files.writeString(to, Files.readString(from));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
