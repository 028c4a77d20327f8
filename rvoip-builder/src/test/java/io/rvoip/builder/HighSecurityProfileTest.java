package io.rvoip.builder;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Problem;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.audit.AuditSettings;
import io.rvoip.common.crypto.LocalAuthority;
import io.rvoip.sip.transport.tls.ClientCertificate;
import io.rvoip.sip.transport.tls.Revocation;
import io.rvoip.sip.transport.tls.TlsPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the profile high-security comes to, and every setting that is too weak for it. */
class HighSecurityProfileTest {
    private static final String FILE = """
        domain: rvoip.test
        securityProfile: high-security
        sip: {tls: {certificate: sip.pem, key: sip.key, crls: [revoked.pem]}}
        api: {tls: {clientCa: ca.pem, clientCertificate: required}, keys: [{name: ops, secret: "ref:file:DIR/ops", scopes: [admin]}]}
        audit: {file: DIR/audit.jsonl}
        users: [{name: alice, password: "ref:file:DIR/alice"}]
        """;

    @TempDir
    private Path dir;
    private Path yaml;

    @BeforeEach
    void files() throws IOException {
        LocalAuthority authority = new LocalAuthority("CA");
        authority.issue(dir, "sip", new LocalAuthority.Request("sip").dns("rvoip.test"));
        authority.write(dir, "ca");
        authority.writeRevoked(dir, "revoked");
        Files.writeString(dir.resolve("ops"), "vMq7tr9xKs2-bRn4");
        Files.writeString(dir.resolve("alice"), "kettle-orbit-52x");
        yaml = dir.resolve("office.yaml");
        write(FILE);
    }

    private void write(String text) throws IOException {
        Files.writeString(yaml, text.replace("DIR", dir.toString()));
    }

    private List<String> problems() {
        return PlatformConfig.fromYaml(yaml).validate().problems().stream().map(Problem::toString).toList();
    }

    @Test
    void aFileThatSaysAllOfItHasNoProblems() {
        assertThat(problems()).isEmpty();
        assertThat(PlatformConfig.fromYaml(yaml).missing())
            .containsExactly("api.keys: JSON Web Tokens", "media: ZRTP from phone to phone beside DTLS-SRTP", "users: an envelope key around stored digests");
    }

    @Test
    void saysTheSameAsTheBuilder() {
        TlsPolicy tls = TlsPolicy.of(SecurityProfile.HIGH_SECURITY).withCertificate(dir.resolve("sip.pem"), dir.resolve("sip.key"))
            .withCrls(dir.resolve("revoked.pem"));
        PlatformConfig built = VoipPlatform.builder("rvoip").withDomain("rvoip.test").withSecurityProfile(SecurityProfile.HIGH_SECURITY)
            .withSipStack(SipStackConfig.custom().withTls(tls))
            .withApiServer(ApiServerConfig.restAndWebsocket().withKey("ops", "ref:file:" + dir.resolve("ops"), "admin")
                .withTls(tls.withClientCertificate(ClientCertificate.REQUIRED, dir.resolve("ca.pem"))))
            .withAudit(AuditSettings.in(dir.resolve("audit.jsonl")))
            .withUser("alice", "ref:file:" + dir.resolve("alice")).config();
        assertThat(PlatformConfig.fromYaml(yaml)).isEqualTo(built);
        assertThat(built.tls().revocation()).isEqualTo(Revocation.SOFT_FAIL);
        assertThat(built.tls().clientCertificate()).as("phones have none").isEqualTo(ClientCertificate.NONE);
    }

    @Test
    void comesToTheSettingsOnRecord() throws IOException {
        try (InputStream in = HighSecurityProfileTest.class.getResourceAsStream("high-security.json")) {
            assertThat(PlatformConfig.fromYaml(yaml).effective().replace(dir.toString(), "DIR") + '\n')
                .isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "sip.listen | ['udp://127.0.0.1:5060', 'tls://127.0.0.1:5061'] | sip.listen[0]: udp is weaker than profile high-security allows; use tls:// or wss://",
        "sip.listen | ['ws://127.0.0.1:5060'] | sip.listen[0]: ws is weaker than profile high-security allows; use tls:// or wss://",
        "sip.tls.revocation | none | sip.tls.revocation: none is weaker than profile high-security allows; use soft-fail",
        "sip.tls.serverCheck | warn | sip.tls.serverCheck: warn is weaker than profile high-security allows; use verify",
        "sip.tls.suites | [TLS_AES_256_GCM_SHA384, TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384] "
            + "| sip.tls.suites: TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384 is weaker than profile high-security allows; leave it out",
        "api.tls.clientCertificate | optional "
            + "| api.tls.clientCertificate: optional is weaker than profile high-security allows; make it required, with clientCa",
        "api.tls.revocation | none | api.tls.revocation: none is weaker than profile high-security allows; use soft-fail",
        "media.security | none | media.security: none is weaker than profile high-security allows; use auto or dtls",
        "media.security | sdes | media.security: sdes is weaker than profile high-security allows; use auto or dtls",
        "limits.unauthenticated.perSecond | 11 "
            + "| limits.unauthenticated: 11.0 a second, 22 at once is weaker than profile high-security allows; at most 10.0 a second, 20 at once",
        "limits.user.maxCalls | 6 | limits.user.maxCalls: 6 is weaker than profile high-security allows; at most 5",
        "trace.redaction | secrets | trace.redaction: secrets is weaker than profile high-security allows; use bodies",
        "trunks | [{name: b, address: 'sip:b.example', srtp: required}] "
            + "| trunks[0].address: does not go by TLS, which is weaker than profile high-security allows; use sips: or ;transport=tls",
        "trunks | [{name: b, address: 'sips:b.example', callerNumber: '+4930', srtp: preferred}] "
            + "| trunks[0].srtp: preferred is weaker than profile high-security allows; use required",
        "trunks | [{name: b, address: 'sips:b.example', callerNumber: '+4930', srtp: required, networks: [203.0.113.0/28], inbound: {'+4930': alice}}] "
            + "| trunks[0].inbound: comes from whoever sends from the carrier's address, which is weaker than profile high-security allows; "
            + "ask for the carrier's certificate: sip.tls.clientCa",
        "turn | {secret: 'ref:file:DIR/ops', credentialLife: 11m} | turn.credentialLife: is longer than profile high-security allows; at most 10m",
    })
    void weakerIsRefused(String path, String value, String problem) {
        YamlConfig set = YamlConfig.read(yaml).withSetting(path, value.replace("DIR", dir.toString()));
        if (path.startsWith("api.tls")) {
            set = set.withSetting("api.tls.crls", "[]");
        }
        assertThat(set.config().validate().problems()).extracting(Problem::toString).contains(problem);
    }

    @Test
    void plainTransportsAreNotSpokenAtAll() throws IOException {
        assertThat(PlatformConfig.fromYaml(yaml).secureOnly()).isTrue();
        write(FILE.replace("high-security", "development"));
        assertThat(PlatformConfig.fromYaml(yaml).secureOnly()).isFalse();
    }
}
