package io.rvoip.rtp.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.crypto.CryptoProvider;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 8122 section 5. */
class CertificateFingerprintTest {
    private static final byte[] ABC = "abc".getBytes(StandardCharsets.US_ASCII);

    /** FIPS 180-4, "abc". */
    private static final String SHA_256 = "BA:78:16:BF:8F:01:CF:EA:41:41:40:DE:5D:AE:22:23:B0:03:61:A3:96:17:7A:9C:B4:10:FF:61:F2:00:15:AD";

    private static CertificateFingerprint of(String hash, byte[] certificate) {
        return CertificateFingerprint.of(hash, certificate, CryptoProvider.jdk());
    }

    @Test
    void isTheHashInCapitals() {
        assertThat(of("sha-256", ABC)).hasToString("sha-256 " + SHA_256);
    }

    @Test
    void isReadInEitherCase() {
        assertThat(CertificateFingerprint.parse("SHA-256 " + SHA_256.toLowerCase(java.util.Locale.ROOT))).contains(of("sha-256", ABC));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sha-256", "sha-256 ", "sha-256 BA", "sha-1 A9:99:3E:36:47:06:81:6A:BA:3E:25:71:78:50:C2:6C:9C:D0:D8:9D",
        "md5 90:01:50:98:3C:D2:4F:B0:D6:96:3F:7D:28:E1:7F:72", "sha-256 " + SHA_256 + ":00", "sha-512 " + SHA_256,
        "sha-256 GA:78:16:BF:8F:01:CF:EA:41:41:40:DE:5D:AE:22:23:B0:03:61:A3:96:17:7A:9C:B4:10:FF:61:F2:00:15:AD"})
    void isNotThereWhenItProvesNothing(String value) {
        assertThat(CertificateFingerprint.parse(value)).isEmpty();
    }

    @Test
    void ofSeveralTheBestHashDecides() {
        CertificateFingerprint right = of("sha-256", ABC);
        CertificateFingerprint better = of("sha-512", ABC);
        CertificateFingerprint wrong = of("sha-512", new byte[1]);

        assertThat(CertificateFingerprint.match(List.of(right, better), ABC, CryptoProvider.jdk())).contains(better);
        assertThat(CertificateFingerprint.match(List.of(right, wrong), ABC, CryptoProvider.jdk())).isEmpty();
        assertThat(CertificateFingerprint.match(List.of(wrong, better), ABC, CryptoProvider.jdk())).contains(better);
        assertThat(CertificateFingerprint.match(List.of(), ABC, CryptoProvider.jdk())).isEmpty();
    }

    @Test
    void cannotBeMadeOfAnythingElse() {
        assertThatThrownBy(() -> new CertificateFingerprint("sha-1", SHA_256)).hasMessageContaining("hash: sha-1 (expected");
        assertThatThrownBy(() -> new CertificateFingerprint("sha-256", "BA")).hasMessageContaining("not 32 octets");
    }

    @Test
    void setupIsTurnedRound() {
        assertThat(DtlsSetup.named("actpass")).contains(DtlsSetup.ACTPASS);
        assertThat(DtlsSetup.named("Active")).isEmpty();
        assertThat(DtlsSetup.ACTPASS.reversed(DtlsSetup.PASSIVE)).isEqualTo(DtlsSetup.PASSIVE);
        assertThat(DtlsSetup.ACTIVE.reversed(DtlsSetup.ACTIVE)).isEqualTo(DtlsSetup.PASSIVE);
        assertThat(DtlsSetup.PASSIVE.reversed(DtlsSetup.PASSIVE)).isEqualTo(DtlsSetup.ACTIVE);
        assertThat(DtlsSetup.HOLDCONN.word()).isEqualTo("holdconn");
    }
}
