package io.rvoip.rtp.dtls;

import static io.rvoip.rtp.dtls.DtlsEnd.LEFT;
import static io.rvoip.rtp.dtls.DtlsEnd.RIGHT;
import static io.rvoip.rtp.dtls.DtlsEnd.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.ConfigurationException;
import io.rvoip.common.Metrics;
import io.rvoip.common.Problem;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.common.crypto.LocalAuthority;
import io.rvoip.common.transport.EventLoops;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that are configured, and authorities that have to vouch for those of others. */
@Timeout(60)
class DtlsFilesTest {
    private static final EventLoops LOOPS = EventLoops.nio("dtls-files", 1, Metrics.none());

    @TempDir
    private Path dir;

    @AfterAll
    static void closeLoops() {
        LOOPS.close();
    }

    private DtlsFiles issued(LocalAuthority authority, String name) {
        LocalAuthority.Pair pair = authority.issue(dir, name, new LocalAuthority.Request(name));
        return DtlsFiles.NONE.withCertificate(pair.certificate(), pair.key());
    }

    private static DtlsCertificate read(DtlsFiles files) {
        return files.read(CryptoProvider.jdk()).orElseThrow();
    }

    /** @return the client's end, of which both ends' keys or failures can be asked */
    private DtlsEnd shakeHands(DtlsCertificate client, DtlsSettings server, DtlsCertificate ofServer) {
        DtlsEnd left = new DtlsEnd(LOOPS.next(), LEFT, DtlsSettings.DEFAULT, client);
        DtlsEnd right = new DtlsEnd(LOOPS.next(), RIGHT, server, ofServer);
        left.other = right;
        right.other = left;
        right.open(DtlsSetup.PASSIVE);
        left.open(DtlsSetup.ACTIVE);
        return left;
    }

    @Test
    void whomTheAuthorityVouchesForIsTaken() {
        LocalAuthority authority = new LocalAuthority("ours");
        DtlsSettings judging = DtlsFiles.NONE.withAuthorities(authority.write(dir, "ca")).applyTo(DtlsSettings.DEFAULT);
        DtlsCertificate alice = read(issued(authority, "alice"));
        DtlsEnd left = shakeHands(alice, judging, read(issued(authority, "bob")));

        assertThat(soon(left.other.keys).receiving()).isEqualTo(soon(left.keys).sending());
        assertThat(left.other.proven).isEqualTo(alice.fingerprint());
        left.close();
        left.other.close();
    }

    @Test
    void whomItDoesNotKnowIsRefusedThoughTheFingerprintIsRight() {
        DtlsSettings judging = DtlsFiles.NONE.withAuthorities(new LocalAuthority("ours").write(dir, "ca")).applyTo(DtlsSettings.DEFAULT);
        DtlsEnd left = shakeHands(read(issued(new LocalAuthority("theirs"), "mallory")), judging, null);

        assertThat(soon(left.other.failure)).contains("nobody we trust vouches for the certificate");
        assertThat(soon(left.failure)).contains("the far end refused: unknown_ca");
        left.close();
        left.other.close();
    }

    @Test
    void whatDoesNotFitIsNamed() {
        LocalAuthority authority = new LocalAuthority("ours");
        DtlsFiles alice = issued(authority, "alice");
        DtlsFiles bob = issued(authority, "bob");

        assertThat(alice.validate().isValid()).isTrue();
        assertThat(new DtlsFiles(alice.certificate(), null, dir.resolve("nowhere")).validate().problems())
            .extracting(Problem::path).containsExactly("key", "authorities");
        assertThatThrownBy(() -> read(DtlsFiles.NONE.withCertificate(alice.certificate(), bob.key())))
            .isInstanceOf(ConfigurationException.class).hasMessageContaining("media.dtls.key").hasMessageContaining("is not the key");
        assertThat(DtlsFiles.NONE.read(CryptoProvider.jdk())).isEmpty();
        assertThat(DtlsFiles.NONE.applyTo(DtlsSettings.DEFAULT)).isSameAs(DtlsSettings.DEFAULT);
    }
}
