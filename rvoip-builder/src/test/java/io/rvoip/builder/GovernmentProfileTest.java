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

/** What the profile government comes to, what it refuses, and what this build still lacks for it: the table of SECURITY.md, row by row. */
class GovernmentProfileTest {
    private static final String STAPLING = "jdk.tls.server.enableStatusRequestExtension";
    private static final String FILE = """
        domain: rvoip.test
        securityProfile: government
        sip: {tls: {certificate: sip.pem, key: sip.key, clientCa: ca.pem, serverCa: ca.pem, crls: [revoked.pem]}}
        media: {dtls: {certificate: sip.pem, key: sip.key, authorities: ca.pem}}
        audit: {file: DIR/audit.jsonl, collector: "tls://siem.rvoip.test"}
        users: [{name: alice, password: "ref:file:DIR/alice"}]
        """;

    private static final List<String> LACKING = List.of(needs("a FIPS-validated module in approved mode"),
        needs("policies of certificates (policy OIDs)"), needs("networks that are allowed by name"), needs("a signed audit log"));

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

    private static String needs(String control) {
        return "securityProfile: government needs " + control + ", which this build lacks; use the profile development on loopback until it exists";
    }

    private static List<String> problems(YamlConfig config) {
        return config.config().validate().problems().stream().map(Problem::toString).toList();
    }

    @Test
    void aFileThatSaysAllOfItIsRefusedForWhatThisBuildLacksAlone() {
        assertThat(problems(YamlConfig.read(yaml))).containsExactlyElementsOf(LACKING);
    }

    @Test
    void comesToTheSettingsOnRecord() throws IOException {
        try (InputStream in = GovernmentProfileTest.class.getResourceAsStream("government.json")) {
            assertThat(YamlConfig.read(yaml).config().effective().replace(dir.toString(), "DIR") + '\n')
                .isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "sip.listen | ['udp://0.0.0.0:5060'] | sip.listen[0]: udp is weaker than profile government allows; use tls:// or wss://",
        "sip.tls.clientCertificate | optional | sip.tls.clientCertificate: optional is weaker than profile government allows; make it required, with clientCa",
        "sip.tls.revocation | soft-fail | sip.tls.revocation: soft-fail is weaker than profile government allows; use hard-fail",
        "sip.tls.serverCheck | warn | sip.tls.serverCheck: warn is weaker than profile government allows; use verify",
        "sip.tls.suites | [TLS_AES_256_GCM_SHA384, TLS_CHACHA20_POLY1305_SHA256, TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384] "
            + "| sip.tls.suites: TLS_CHACHA20_POLY1305_SHA256 is weaker than profile government allows; leave it out",
        "sip.tls.suites | [TLS_AES_256_GCM_SHA384, TLS_AES_128_GCM_SHA256, TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384] "
            + "| sip.tls.suites: TLS_AES_128_GCM_SHA256 is weaker than profile government allows; leave it out",
        "sip.tls.suites | [TLS_AES_256_GCM_SHA384, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384] "
            + "| sip.tls.suites: TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 is weaker than profile government allows; leave it out",
        "media.security | none | media.security: none is weaker than profile government allows; use auto or dtls",
        "media.security | sdes | media.security: sdes is weaker than profile government allows; use auto or dtls",
        "media.security | zrtp | media.security: zrtp is for the phones at both ends, and passes through a platform between two of them; "
            + "use auto, or none under the profile development",
        "media.srtpLibrary | jitsi | media.srtpLibrary: jitsi has other ciphers than the module that profile government wants; use own",
        "media.dtls | {certificate: sip.pem, key: sip.key} "
            + "| media.dtls.authorities: a fingerprint alone is weaker than profile government allows; name who vouches for far ends",
        "media.dtls | {authorities: ca.pem} "
            + "| media.dtls.certificate: one that we make ourselves is weaker than profile government allows; name one of an authority",
        "audit | {file: audit.jsonl} | audit.collector: is missing, and the profile government sends its audit log to another machine too; "
            + "name a collector: tls://HOST",
        "api | {keys: []} | securityProfile: government needs HTTPS with OIDC for the API, which this build lacks; "
            + "use the profile development on loopback until it exists",
        "trace | {} | trace: profile government allows none without break-glass, which this build lacks; leave it out",
        "turn | {secret: 'ref:file:DIR/alice', listen: ['udp://127.0.0.1:3478']} "
            + "| turn.listen[0]: udp is weaker than profile government allows; use tls://",
        "users | [{name: alice, password: kettle-orbit-52x}] | users[0].password: is written in the configuration",
    })
    void weakerIsRefused(String path, String value, String problem) {
        YamlConfig set = YamlConfig.read(yaml).withSetting(path, value.replace("DIR", dir.toString()));
        assertThat(problems(set)).containsAll(LACKING).anyMatch(one -> one.startsWith(problem));
    }

    @Test
    void whatIsAlwaysNeededIsNotToBeTalkedOutOf() throws IOException {
        Files.writeString(yaml, Files.readString(yaml) + "allowWeaker: {securityProfile: \"we know what we do\"}\n");
        assertThat(refusals()).isNotEmpty();
    }

    private List<String> refusals() {
        try {
            return problems(YamlConfig.read(yaml));
        } catch (ConfigurationException unreadable) {
            return unreadable.report().problems().stream().map(Problem::toString).toList();
        }
    }
}
