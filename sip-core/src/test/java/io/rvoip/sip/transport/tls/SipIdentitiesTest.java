package io.rvoip.sip.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.crypto.LocalAuthority.Request;
import io.rvoip.common.crypto.LocalAuthority;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 5922 §7.1 and §7.2, with the examples it gives. */
class SipIdentitiesTest {
    private final LocalAuthority authority = new LocalAuthority("CA");

    @TempDir
    private Path directory;

    private SipIdentities of(Request request) throws IOException, CertificateException {
        Path file = authority.issue(directory, "one", request).certificate();
        try (InputStream in = Files.newInputStream(file)) {
            return SipIdentities.of((X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
    }

    @Test
    void aSipUriNamesADomainAndSilencesDnsNames() throws Exception {
        SipIdentities both = of(new Request("cn.example").uri("sip:Example.com").dns("other.example"));

        assertThat(both.names()).containsExactly("example.com");
        assertThat(both.include("EXAMPLE.com")).isTrue();
        assertThat(both.include("other.example")).isFalse();
        assertThat(both.include("cn.example")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"sip:alice@example.com", "sips:example.com", "http://example.com"})
    void otherUrisNameNobodyAndDnsNamesCount(String uri) throws Exception {
        SipIdentities one = of(new Request("cn.example").uri(uri).dns("dns.example"));

        assertThat(one.names()).containsExactly("dns.example");
    }

    @Test
    void theCommonNameCountsOnlyWhereThereIsNoAlternative() throws Exception {
        assertThat(of(new Request("Cn.example")).include("cn.example")).isTrue();
        assertThat(of(new Request("cn.example").uri("sip:bob@example.com")).include("cn.example")).isFalse();
        assertThat(of(new Request("cn.example").uri("sip:bob@example.com")).names()).isEmpty();
    }

    @Test
    void anAlternativeNameThatCannotBeReadDoesNotBringTheCommonNameBack() throws Exception {
        assertThat(of(new Request("cn.example").uri("no uri").dns("dns.example")).names()).isEmpty();
    }

    @Test
    void namesAreComparedWholeAndWildcardsMatchNothing() throws Exception {
        SipIdentities wild = of(new Request("x").dns("*.example.com").dns(".example.org").dns("example.net"));

        assertThat(wild.include("foo.example.com")).isFalse();
        assertThat(wild.include("foo.example.org")).isFalse();
        assertThat(wild.include("foo.example.net")).isFalse();
        assertThat(wild.include("ample.net")).isFalse();
        assertThat(wild.include("example.net")).isTrue();
    }

    @Test
    void parametersAndPortsOfTheUriAreNoPartOfTheName() throws Exception {
        assertThat(of(new Request("x").uri("sip:example.com:5061;transport=tls")).include("example.com")).isTrue();
    }

    @Test
    void internationalNamesCompareInTheirAsciiForm() throws Exception {
        assertThat(of(new Request("x").dns("xn--bcher-kva.example")).include("b\u00fccher.example")).isTrue();
    }

    @Test
    void anAddressIsProvedByAnAddressEntryOrAUriOfIt() throws Exception {
        SipIdentities addresses = of(new Request("x").ip("192.0.2.1").ip("2001:db8::1").uri("sip:[2001:db8::2]:5061"));

        assertThat(addresses.include("192.0.2.1")).isTrue();
        assertThat(addresses.include("[2001:DB8:0::1]")).isTrue();
        assertThat(addresses.include("2001:db8::2")).isTrue();
        assertThat(addresses.include("192.0.2.2")).isFalse();
        assertThat(of(new Request("192.0.2.1").dns("example.com")).include("192.0.2.1")).isFalse();
    }
}
