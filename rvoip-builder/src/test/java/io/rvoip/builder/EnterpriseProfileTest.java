package io.rvoip.builder;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.ConfigurationException;
import io.rvoip.common.Problem;
import io.rvoip.common.crypto.LocalAuthority;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the profile enterprise comes to, what it refuses, and what this build still lacks for it. */
class EnterpriseProfileTest {
    private static final String STAPLING = "jdk.tls.server.enableStatusRequestExtension";
    private static final String FILE = """
        domain: rvoip.test
        securityProfile: enterprise
        sip: {tls: {certificate: sip.pem, key: sip.key, clientCa: ca.pem, serverCa: ca.pem, crls: [revoked.pem]}}
        media: {dtls: {certificate: sip.pem, key: sip.key, authorities: ca.pem}}
        audit: {file: DIR/audit.jsonl, collector: "tls://siem.rvoip.test"}
        users: [{name: alice, password: "ref:file:DIR/alice"}]
        """;

    @TempDir
    private Path dir;
    private Path yaml;

    @BeforeEach
    void files() throws IOException {
        System.setProperty(STAPLING, "true");
        LocalAuthority authority = new LocalAuthority("CA");
        authority.issue(dir, "sip", new LocalAuthority.Request("sip").dns("rvoip.test"));
        authority.write(dir, "ca");
        authority.writeRevoked(dir, "revoked");
        Files.writeString(dir.resolve("alice"), "kettle-orbit-52x");
        yaml = Files.writeString(dir.resolve("office.yaml"), FILE.replace("DIR", dir.toString()));
    }

    @AfterEach
    void asItWas() {
        System.clearProperty(STAPLING);
    }

    private static List<String> problems(YamlConfig config) {
        return config.config().validate().problems().stream().map(Problem::toString).toList();
    }

    @Test
    void aFileThatSaysAllOfItHasNoProblems() {
        assertThat(problems(YamlConfig.read(yaml))).isEmpty();
        assertThat(PlatformConfig.fromYaml(yaml).missing()).containsExactly("users: an envelope key around stored digests",
            "audit: records kept for years, whatever room they take");
    }

    @Test
    void comesToTheSettingsOnRecord() throws IOException {
        try (InputStream in = EnterpriseProfileTest.class.getResourceAsStream("enterprise.json")) {
            assertThat(PlatformConfig.fromYaml(yaml).effective().replace(dir.toString(), "DIR") + '\n')
                .isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "sip.tls.clientCertificate | optional | sip.tls.clientCertificate: optional is weaker than profile enterprise allows; make it required, with clientCa",
        "sip.tls.revocation | soft-fail | sip.tls.revocation: soft-fail is weaker than profile enterprise allows; use hard-fail",
        "sip.tls.serverCa | null | sip.tls.serverCa: is no text; write one value",
        "sip.tls.suites | [TLS_AES_256_GCM_SHA384, TLS_CHACHA20_POLY1305_SHA256, TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384] "
            + "| sip.tls.suites: TLS_CHACHA20_POLY1305_SHA256 is weaker than profile enterprise allows; leave it out",
        "media.security | sdes | media.security: sdes is weaker than profile enterprise allows; use auto or dtls",
        "media.dtls | {certificate: sip.pem, key: sip.key} "
            + "| media.dtls.authorities: a fingerprint alone is weaker than profile enterprise allows; name who vouches for far ends",
        "media.dtls | {authorities: ca.pem} "
            + "| media.dtls.certificate: one that we make ourselves is weaker than profile enterprise allows; name one of an authority",
        "audit | {file: audit.jsonl} | audit.collector: is missing, and the profile enterprise sends its audit log to another machine too; "
            + "name a collector: tls://HOST",
        "audit.collector | 'udp://siem' | audit.collector: \"udp://siem\" (expected: tls://HOST or tls://HOST:PORT)",
        "api | {keys: []} | securityProfile: enterprise needs HTTPS with OIDC for the API, which this build lacks; "
            + "use the profile development on loopback until it exists",
        "trace | {} | trace: profile enterprise allows none without break-glass, which this build lacks; leave it out",
        "turn | {secret: 'ref:file:DIR/alice', listen: ['udp://127.0.0.1:3478']} "
            + "| turn.listen[0]: udp is weaker than profile enterprise allows; use tls://",
    })
    void weakerIsRefused(String path, String value, String problem) {
        YamlConfig set = YamlConfig.read(yaml).withSetting(path, value.replace("DIR", dir.toString()));
        try {
            assertThat(problems(set)).contains(problem);
        } catch (ConfigurationException unreadable) {
            assertThat(unreadable.report().problems()).extracting(Problem::toString).contains(problem);
        }
    }

    @Test
    void everyAuthorityOfTheJdkIsTooMany() throws IOException {
        Files.writeString(yaml, Files.readString(yaml).replace(" serverCa: ca.pem,", ""));
        assertThat(problems(YamlConfig.read(yaml)))
            .containsExactly("sip.tls.serverCa: every authority of the JDK is weaker than profile enterprise allows; name the organisation's own");
    }

    @Test
    void aJvmThatDoesNotStapleIsRefused() {
        System.clearProperty(STAPLING);
        assertThat(problems(YamlConfig.read(yaml))).containsExactly("sip.tls: staples no OCSP answer, which is weaker than profile enterprise allows; "
            + "run the JVM with -D" + STAPLING + "=true");
    }
}
