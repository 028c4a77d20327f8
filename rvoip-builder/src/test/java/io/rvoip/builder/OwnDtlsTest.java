package io.rvoip.builder;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.common.crypto.LocalAuthority;
import io.rvoip.rtp.dtls.DtlsCertificate;
import io.rvoip.rtp.dtls.DtlsFiles;
import io.rvoip.sip.transport.tls.TlsEvent;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.TestMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The certificate of DTLS-SRTP when its files are written while the platform runs. */
class OwnDtlsTest {
    private final LocalAuthority authority = new LocalAuthority("CA");
    private final ManualTime time = new ManualTime();
    private final TestMetrics metrics = new TestMetrics();
    private final List<TlsEvent> told = new CopyOnWriteArrayList<>();

    @TempDir
    private Path dir;
    private LocalAuthority.Pair files;
    private OwnDtls own;

    @BeforeEach
    void opens() {
        files = issue("media");
        own = new OwnDtls(new DtlsFiles(files.certificate(), files.key(), authority.write(dir, "ca")), CryptoProvider.jdk(), time.loop(), told::add, metrics);
    }

    private LocalAuthority.Pair issue(String name) {
        return authority.issue(dir, name, new LocalAuthority.Request(name));
    }

    @Test
    void newFilesAreForNewCallsAndThoseThatDoNotFitChangeNothing() throws IOException {
        DtlsCertificate first = own.engine().certificate();
        assertThat(own.changed()).isFalse();
        issue("media");
        Files.setLastModifiedTime(files.key(), FileTime.fromMillis(1));
        assertThat(own.changed()).isTrue();

        assertThat(own.reloadNow().toCompletableFuture().join()).isInstanceOf(TlsEvent.Reloaded.class);
        DtlsCertificate second = own.engine().certificate();
        assertThat(second.fingerprint()).isNotEqualTo(first.fingerprint());
        assertThat(own.changed()).isFalse();
        assertThat(own.alarms().health().isHealthy()).isTrue();

        Files.copy(issue("other").key(), files.key(), StandardCopyOption.REPLACE_EXISTING);
        assertThat(own.reloadNow().toCompletableFuture().join()).isInstanceOfSatisfying(TlsEvent.ReloadFailed.class,
            failed -> assertThat(failed.reason()).startsWith("media.dtls.key: "));
        assertThat(own.engine().certificate()).isSameAs(second);
        assertThat(own.alarms().health().message()).contains("new files are refused, the old ones stay in use: media.dtls.key: ");
        assertThat(told).hasSize(2);
        assertThat(metrics.count("rvoip_tls_reloads_total", "result", "refused")).isEqualTo(1);
        own.stop();
    }
}
