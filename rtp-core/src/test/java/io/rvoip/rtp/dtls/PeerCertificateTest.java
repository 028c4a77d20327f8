package io.rvoip.rtp.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.common.crypto.LocalAuthority;
import io.rvoip.common.crypto.PemFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose certificate it is: that of the user who is signed in, where authorities vouch for certificates. */
class PeerCertificateTest {
    private static final String ALICE = "sip:alice@rvoip.test";

    private final JcaTlsCrypto crypto = new JcaTlsCryptoProvider().create(new SecureRandom());
    private final LocalAuthority authority = new LocalAuthority("CA");

    @TempDir
    private Path dir;

    private CertificateFingerprint check(String user, LocalAuthority.Request request) throws Exception {
        LocalAuthority.Pair pair = authority.issue(dir, "phone", request);
        X509Certificate own = PemFiles.certificates("certificate", pair.certificate()).get(0);
        List<X509Certificate> vouching = PemFiles.certificates("authorities", authority.write(dir, "ca"));
        CertificateFingerprint announced = CertificateFingerprint.of("sha-256", own.getEncoded(), CryptoProvider.jdk());
        return new PeerCertificate(List.of(announced), vouching, user, CryptoProvider.jdk())
                .check(new Certificate(new TlsCertificate[] {crypto.createCertificate(own.getEncoded())}));
    }

    private static LocalAuthority.Request named(String uri) {
        return new LocalAuthority.Request("phone").dns("phone.rvoip.test").uri(uri);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sip:alice@rvoip.test", "sips:alice@rvoip.test"})
    void namesTheUser(String uri) throws Exception {
        assertThat(check(ALICE, named(uri))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sip:bob@rvoip.test", "sip:rvoip.test", "sip:alice@rvoip.test.example", "https:alice@rvoip.test", "sip:alice@rvoip.test;x"})
    void namesSomebodyElse(String uri) {
        assertThatThrownBy(() -> check(ALICE, named(uri))).isInstanceOf(IOException.class).hasMessageContaining("does not name sip:alice@rvoip.test");
    }

    @Test
    void namesNoUserAtAll() {
        assertThatThrownBy(() -> check(ALICE, new LocalAuthority.Request("alice").dns("alice.rvoip.test")))
                .hasMessageContaining("does not name sip:alice@rvoip.test");
    }

    @Test
    void namesWhomeverWhereNobodyIsMeant() throws Exception {
        assertThat(check(null, named("sip:bob@rvoip.test"))).isNotNull();
    }
}
