package io.rvoip.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.Health;
import io.rvoip.common.Problem;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.audit.AuditRecord;
import io.rvoip.common.audit.AuditSink;
import io.rvoip.common.crypto.LocalAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings below the floor of their profile: refused without a reason, and never out of sight with one. */
class AllowWeakerTest {
    private static final String FILE = """
        domain: rvoip.test
        securityProfile: standard
        sip: {listen: ["udp://127.0.0.1:0", "tls://127.0.0.1:0"], tls: {certificate: sip.pem, key: sip.key}}
        media: {security: none, address: 127.0.0.1}
        audit: {file: DIR/audit.jsonl}
        users: [{name: alice, password: "ref:file:DIR/alice"}]
        """;
    private static final String UDP = "sip.listen[0]: udp is weaker than profile standard allows";
    private static final String PLAIN = "media.security: none is weaker than profile standard allows";

    @TempDir
    private Path dir;

    @BeforeEach
    void files() throws IOException {
        new LocalAuthority("CA").issue(dir, "sip", new LocalAuthority.Request("sip").dns("rvoip.test"));
        Files.writeString(dir.resolve("alice"), "kettle-orbit-52");
    }

    private PlatformConfig config(String allowWeaker) throws IOException {
        return PlatformConfig.fromYaml(Files.writeString(dir.resolve("office.yaml"), FILE.replace("DIR", dir.toString()) + allowWeaker));
    }

    private List<String> problems(String allowWeaker) throws IOException {
        return config(allowWeaker).validate().problems().stream().map(Problem::toString).toList();
    }

    @Test
    void withoutAReasonTheyAreRefused() throws IOException {
        assertThat(problems("")).containsExactly(UDP + "; use tls:// or wss://", PLAIN + "; use auto, sdes or dtls");
    }

    @Test
    void aReasonForOneAllowsThatOneAlone() throws IOException {
        assertThat(problems("allowWeaker: ['sip.listen[0]: old door phones']")).singleElement().asString().startsWith(PLAIN);
        assertThat(problems("allowWeaker: ['sip.listen: old door phones']")).as("with all below it").singleElement().asString().startsWith(PLAIN);
        assertThat(problems("allowWeaker: [{media.security: the line is in a pipe}]")).singleElement().asString().startsWith(UDP);
        assertThat(problems("allowWeaker: ['sip.lis: no path']")).hasSize(3);
    }

    @Test
    void aReasonWithoutAFieldAllowsAll() throws IOException {
        PlatformConfig config = config("allowWeaker: ['sip.listen: old door phones', a laboratory]");
        assertThat(config.validate().problems()).isEmpty();
        assertThat(config.weaker()).extracting(WeakerSetting::toString)
            .containsExactly(UDP + " (old door phones)", PLAIN + " (a laboratory)");
        assertThat(config.effective().replaceAll("\\s+", " ")).contains("\"allowWeaker\" : [ { \"field\" : \"sip.listen[0]\", "
            + "\"what\" : \"udp is weaker than profile standard allows\", \"reason\" : \"old door phones\" }, {");
    }

    @Test
    void aReasonForNothingIsRefusedToo() throws IOException {
        assertThat(problems("allowWeaker: ['sip.tls.serverCheck: who knows', old phones]")).containsExactly(
            "allowWeaker: sip.tls.serverCheck is for nothing: nothing there is weaker than profile standard allows; leave it out");
    }

    /** What a profile cannot do without has no reason: keys anybody would try first, and nobody who writes down what happens. */
    @Test
    void noReasonMakesUpForShortSecretsAndNoAuditLog() throws IOException {
        Files.writeString(dir.resolve("alice"), "short");
        assertThat(problems("allowWeaker: [a laboratory]")).singleElement().asString().startsWith("users[0].password: is shorter than 12 characters");
        assertThat(PlatformConfig.fromYaml(Files.writeString(dir.resolve("office.yaml"),
            FILE.lines().filter(line -> !line.startsWith("audit") && !line.startsWith("users")).reduce("", (all, line) -> all + line + '\n')
            + "allowWeaker: [a laboratory]")).validate().problems()).extracting(Problem::path).containsExactly("audit.file");
    }

    @Test
    void whatIsNoReasonIsRefused() throws IOException {
        for (String none : List.of("['']", "['sip.listen[0]: ']", "[5]", "[\"two\\nlines\"]", "['" + "x".repeat(501) + "']")) {
            assertThatThrownBy(() -> config("allowWeaker: " + none)).as(none).hasMessageContaining("allowWeaker");
        }
    }

    @Test
    void eachStartLogsAndWritesThemDownAndHealthShowsThem() throws Exception {
        List<AuditRecord> written = new CopyOnWriteArrayList<>();
        PlatformConfig config = config("allowWeaker: [a laboratory]");
        try (VoipPlatform platform = config.toBuilder().bind(AuditSink.class, written::add).build()) {
            platform.start().toCompletableFuture().get(20, TimeUnit.SECONDS);
            assertThat(platform.config().securityProfile()).isEqualTo(SecurityProfile.STANDARD);
            assertThat(written).filteredOn(record -> record.event().equals("platform.weaker")).extracting(AuditRecord::what)
                .containsExactly(UDP + " (a laboratory)", PLAIN + " (a laboratory)");
            assertThat(platform.health().isHealthy()).isTrue();
            assertThat(platform.health().parts()).filteredOn(part -> part.name().equals("allowWeaker")).extracting(Health::message)
                .containsExactly(UDP + " (a laboratory); " + PLAIN + " (a laboratory)");
        }
    }
}
