package io.rvoip.builder;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.common.crypto.LocalAuthority;
import io.rvoip.common.crypto.PemFiles;
import io.rvoip.rtp.mikey.MikeyCertificates;
import io.rvoip.rtp.mikey.MikeyMode;
import io.rvoip.sip.transport.tls.TlsEvent;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.TestMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The certificate and the secret of MIKEY when their files are written while the platform runs. */
class OwnMikeyTest {
    private final LocalAuthority authority = new LocalAuthority("CA");
    private final ManualTime time = new ManualTime();
    private final TestMetrics metrics = new TestMetrics();
    private final List<TlsEvent> told = new CopyOnWriteArrayList<>();

    @TempDir
    private Path dir;
    private OwnMikey own;

    @AfterEach
    void stops() {
        own.stop();
    }

    private void open(MikeyConfig config) {
        open(config, new MikeyRecipients(Map.of()));
    }

    private void open(MikeyConfig config, MikeyRecipients peers) {
        own = new OwnMikey(config, "rvoip.test", peers, CryptoProvider.jdk(), time.loop(), told::add, metrics);
    }

    private LocalAuthority.Pair issue(String name, String uri) {
        return authority.issue(dir, name, new LocalAuthority.Request(name).uri(uri).rsa());
    }

    private TlsEvent reload() {
        return own.reloadNow().toCompletableFuture().join();
    }

    private MikeyCertificates inUse() {
        return own.endpoint().certificates().orElseThrow();
    }

    @Test
    void newFilesAreForNewExchangesAndThoseThatDoNotFitChangeNothing() throws IOException {
        LocalAuthority.Pair files = issue("pbx", "sip:rvoip.test");
        open(MikeyConfig.certified(files.certificate(), files.key(), authority.write(dir, "ca")));
        MikeyCertificates first = inUse();
        assertThat(own.changed()).isFalse();
        assertThat(own.endpoint().hasThreads()).isTrue();
        issue("pbx", "sip:rvoip.test");
        Files.setLastModifiedTime(files.key(), FileTime.fromMillis(1));
        assertThat(own.changed()).isTrue();

        assertThat(reload()).isInstanceOf(TlsEvent.Reloaded.class);
        MikeyCertificates second = inUse();
        assertThat(second.chain()).isNotEqualTo(first.chain());
        assertThat(own.changed()).isFalse();
        assertThat(own.notAfter()).contains(second.chain().get(0).getNotAfter().toInstant());
        assertThat(own.alarms().health().isHealthy()).isTrue();

        Files.copy(issue("other", "sip:rvoip.test").key(), files.key(), StandardCopyOption.REPLACE_EXISTING);
        assertRefused("media.mikey.key: ");
        LocalAuthority.Pair foreign = issue("foreign", "sip:elsewhere.test");
        Files.copy(foreign.key(), files.key(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(foreign.certificate(), files.certificate(), StandardCopyOption.REPLACE_EXISTING);
        assertRefused("media.mikey.certificate: does not name sip:rvoip.test");
        assertThat(inUse()).isSameAs(second);
        assertThat(told).hasSize(3);
        assertThat(metrics.count("rvoip_tls_reloads_total", "result", "used")).isEqualTo(1);
        assertThat(metrics.count("rvoip_tls_reloads_total", "result", "refused")).isEqualTo(2);
    }

    private void assertRefused(String why) {
        assertThat(reload()).isInstanceOfSatisfying(TlsEvent.ReloadFailed.class, failed -> assertThat(failed.reason()).startsWith(why));
        assertThat(own.alarms().health().message()).contains("new files are refused, the old ones stay in use: " + why);
    }

    @Test
    void certificatesOfUsersAreReadAgainToo() throws IOException {
        LocalAuthority.Pair files = issue("pbx", "sip:rvoip.test");
        Instant soon = Instant.now().plus(Duration.ofDays(9)).truncatedTo(ChronoUnit.SECONDS);
        LocalAuthority.Request request = new LocalAuthority.Request("bob").uri("sip:bob@rvoip.test").rsa();
        Path bob = authority.issue(dir, "bob", request.valid(soon.minus(Duration.ofDays(10)), soon)).certificate();
        open(MikeyConfig.certified(files.certificate(), files.key(), authority.write(dir, "ca")).withMode(MikeyMode.RSA), new MikeyRecipients(
            Map.of("sip:bob@rvoip.test", new MikeyRecipients.Recipient("users[0]", "bob", bob, "sip:bob@rvoip.test", true))));
        assertThat(own.notAfter()).as("of all that are in use the first to end").contains(soon);

        issue("bob", "sip:bob@rvoip.test");
        Files.setLastModifiedTime(bob, FileTime.fromMillis(1));
        assertThat(own.changed()).isTrue();
        assertThat(reload()).isInstanceOf(TlsEvent.Reloaded.class);
        assertThat(inUse().peers().get("sip:bob@rvoip.test")).isEqualTo(PemFiles.certificates("certificate", bob).get(0));
        issue("bob", "sip:carol@rvoip.test");
        assertRefused("users[0].certificate: does not name sip:bob@rvoip.test");
    }

    @Test
    void aSecretInAFileIsReadAgainToo() throws IOException {
        Path secret = Files.writeString(dir.resolve("secret"), "a key that all phones hold");
        open(MikeyConfig.preshared(SecretSource.of("ref:file:" + secret)));
        assertThat(own.endpoint().hasThreads()).as("nothing to wait for").isFalse();
        Files.delete(secret);

        assertRefused("media.mikey.psk: ref:file:");
        Files.writeString(secret, "too short");
        assertRefused("media.mikey");
        Files.writeString(secret, "another key that all phones hold");
        assertThat(reload()).isInstanceOf(TlsEvent.Reloaded.class);
    }
}
