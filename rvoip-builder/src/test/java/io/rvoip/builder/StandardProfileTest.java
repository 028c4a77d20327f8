package io.rvoip.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.Problem;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.audit.AuditSettings;
import io.rvoip.common.crypto.LocalAuthority;
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

/** What standard and stricter profiles want of API, secrets and audit log, and what they come to. */
class StandardProfileTest {
    private static final String FILE = """
        domain: rvoip.test
        securityProfile: standard
        sip: {tls: {certificate: sip.pem, key: sip.key}}
        api: {hosts: [pbx.example.com], keys: [{name: ops, secret: "ref:file:DIR/ops", scopes: [admin]}]}
        audit: {file: DIR/audit.jsonl, maxFileSize: 4MiB, maxFiles: 12, queue: 1024}
        users: [{name: alice, password: "ref:file:DIR/alice"}]
        """;

    @TempDir
    private Path dir;
    private LocalAuthority authority;
    private Path yaml;

    @BeforeEach
    void files() throws IOException {
        authority = new LocalAuthority("CA");
        authority.issue(dir, "sip", new LocalAuthority.Request("sip").dns("rvoip.test"));
        secret("ops", "vMq7tr9xKs2-bRn4");
        secret("alice", "kettle-orbit-52");
        yaml = dir.resolve("office.yaml");
        write(FILE);
    }

    private void write(String text) throws IOException {
        Files.writeString(yaml, text.replace("DIR", dir.toString()));
    }

    private void secret(String name, String value) throws IOException {
        Files.writeString(dir.resolve(name), value + '\n');
    }

    private List<String> problems() {
        return PlatformConfig.fromYaml(yaml).validate().problems().stream().map(Problem::toString).toList();
    }

    @Test
    void aFileThatSaysAllOfItHasNoProblems() {
        assertThat(problems()).isEmpty();
    }

    @Test
    void saysTheSameAsTheBuilder() {
        PlatformConfig built = VoipPlatform.builder("rvoip").withDomain("rvoip.test").withSecurityProfile(SecurityProfile.STANDARD)
            .withSipStack(SipStackConfig.custom().withTls(TlsPolicy.of(SecurityProfile.STANDARD).withCertificate(dir.resolve("sip.pem"), dir.resolve("sip.key"))))
            .withApiServer(ApiServerConfig.restAndWebsocket().withHosts("pbx.example.com").withKey("ops", "ref:file:" + dir.resolve("ops"), "admin"))
            .withAudit(AuditSettings.in(dir.resolve("audit.jsonl")).withMaxFileBytes(4 << 20).withMaxFiles(12).withQueue(1024))
            .withUser("alice", "ref:file:" + dir.resolve("alice")).config();
        assertThat(PlatformConfig.fromYaml(yaml)).isEqualTo(built);
    }

    @Test
    void comesToTheSettingsOnRecord() throws IOException {
        assertThat(PlatformConfig.fromYaml(yaml).effective().replace(dir.toString(), "DIR") + '\n').isEqualTo(golden("standard.json"));
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = StandardProfileTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void weakSecretsAreNamedEachByItsField() throws IOException {
        secret("ops", "ops-password-1");
        secret("alice", "1qaz2wsx3edc4rfv");
        secret("carrier", "short");
        write(FILE + """
            trunks: [{name: blue, address: "sips:sbc.blue.example", register: {user: "+4930", password: "ref:file:DIR/carrier"}, inbound: {"+4930": alice}}]
            """);
        assertThat(problems()).hasSize(3)
            .anySatisfy(problem -> assertThat(problem).startsWith("api.keys[0].secret: is little more than a placeholder or the name of its holder, and"
                + " the profile standard takes no such secret; make a long one by chance"))
            .anySatisfy(problem -> assertThat(problem).startsWith("users[0].password: is among the 3,000 passwords that are tried first"))
            .anySatisfy(problem -> assertThat(problem).startsWith("trunks[0].register.password: is shorter than 12 characters"))
            .allSatisfy(problem -> assertThat(problem).doesNotContain("1qaz2wsx3edc4rfv", "ops-password-1"));
        write(FILE.replace("standard", "development"));
        assertThat(problems()).isEmpty();
    }

    @Test
    void stricterProfilesWantLongerOnes() throws IOException {
        secret("alice", "kettle-orb-52x");
        assertThat(problems()).isEmpty();
        write(FILE.replace("standard", "high-security"));
        assertThat(problems()).anySatisfy(problem -> assertThat(problem).startsWith("users[0].password: is shorter than 15 characters"));
    }

    @Test
    void aSecretThatCannotBeHadIsRefusedAtTheStartByItsField() throws IOException {
        Files.delete(dir.resolve("alice"));
        assertThat(problems()).isEmpty();
        PlatformConfig config = PlatformConfig.fromYaml(yaml);
        assertThatThrownBy(() -> config.toBuilder().build()).hasMessageContaining("users[0].password: ")
            .hasMessageContaining("cannot be read");
    }

    @Test
    void plainHttpIsRefused() throws IOException {
        write(FILE.replace("api: {", "api: {listen: 'http://127.0.0.1:8080', "));
        assertThat(problems()).singleElement().isEqualTo("api.listen: http is weaker than profile standard allows; use https://");
    }

    @Test
    void theApiMayHaveWeakerSuitesNeither() throws IOException {
        write(FILE.replace("api: {", "api: {tls: {suites: [TLS_AES_256_GCM_SHA384, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA]}, "));
        assertThat(problems()).anySatisfy(problem -> assertThat(problem)
            .startsWith("api.tls.suites: TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA is weaker than profile standard allows"));
    }

    /** Nothing of media is offered or answered by us there, so that nothing of it could be refused. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "calls: {media: direct} | calls.media: direct leaves it to phones whether media is encrypted, which is weaker than profile standard allows; use anchored",
        "calls: {mode: proxy} | calls.mode: proxy leaves it to phones whether media is encrypted, which is weaker than profile standard allows; use b2bua",
    })
    void descriptionsThatPassUntouchedAreWeaker(String calls, String problem) throws IOException {
        write(FILE + calls + '\n');
        assertThat(problems()).containsExactly(problem);
        write(FILE + calls + "\nallowWeaker: [\"" + problem.substring(0, problem.indexOf(':')) + ": phones insist on SRTP by themselves\"]\n");
        assertThat(problems()).isEmpty();
        write(FILE.replace("standard", "development") + calls + '\n');
        assertThat(problems()).isEmpty();
    }

    @Test
    void withoutAnAuditLogItDoesNotStart() throws IOException {
        write(FILE.lines().filter(line -> !line.startsWith("audit")).reduce("", (all, line) -> all + line + '\n'));
        assertThat(problems()).singleElement()
            .isEqualTo("audit.file: is missing, and the profile standard writes an audit log; name the file to append to");
    }
}
