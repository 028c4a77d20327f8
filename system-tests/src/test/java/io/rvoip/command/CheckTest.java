package io.rvoip.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** COMMANDS.md: {@code check FILE} names every problem with its field and the fix. */
class CheckTest {
    @TempDir
    private Path dir;

    private String file(String yaml) {
        return ServedOffice.write(dir, "checked", yaml).toString();
    }

    @Test
    void aGoodFileHasNoProblems() {
        String file = ServedOffice.file(dir, 5060).toString();
        Ended good = Rvoip.run("check", file).assertExit(0);
        assertThat(good.out().get(0)).isEqualTo(file + ": no problems");
        assertThat(good.err()).isEmpty();
    }

    @Test
    void allProblemsOfTheFileComeAtOnce() {
        Ended bad = Rvoip.run("check", file("domian: rvoip.test\nsecurityProfile: lax\nsip: {listen: ['udp://127.0.0.1:99999', 'ftp://x']}\n"
            + "media: {ports: 10-5, adress: 127.0.0.1}\nusers: [{name: alice}]\n"));
        bad.assertRefused(1, "7 problems", "domian: is unknown; did you mean domain?", "securityProfile: lax (expected: one of development",
            "sip.listen[0].port: 99999", "sip.listen[1]: ", "media.ports: 10-5 (expected", "media.adress: is unknown; did you mean address?",
            "users[0].password: ");
    }

    @Test
    void allProblemsOfTheSettingsComeAtOnceEachWithAFix() {
        Ended bad = Rvoip.run("check", file("domain: 'no domain'\nsecurityProfile: development\n"
            + "sip: {listen: ['udp://192.0.2.1:5060', 'tcp://127.0.0.1:5060', 'tcp://127.0.0.1:5060']}\n"
            + "media: {address: 127.0.0.1, ports: 20000-20003}\ncapacity: large\n"));
        assertThat(bad.assertExit(1).err().get(0)).startsWith("4 problems in ");
        bad.assertRefused(1, "  domain: \"no domain\" is no domain name; write ", "  sip.listen[0]: 192.0.2.1 is reachable from other machines",
            "--insecure-bind", "  sip.listen[2]: 127.0.0.1:5060 is taken by sip.listen[1] already; give one of the two another port",
            "  media.ports: 4 ports (expected: at least 4000 for 1000 calls); widen");
    }

    @Test
    void whatCannotBeReadIsSaidInOneLine() {
        Rvoip.run("check", dir.resolve("none.yaml").toString()).assertRefused(1, "none.yaml: cannot be read");
        Rvoip.run("check", file("domain: [rvoip.test\n")).assertRefused(1, "line ", "column ");
    }

    @Test
    void effectiveSettingsAreOneJsonObject() {
        Ended good = Rvoip.run("check", "--effective", "--set", "media.ports=20000-20399", "--set", "api.listen=http://127.0.0.1:8088",
            file("domain: rvoip.test\nsecurityProfile: development\nusers: [{name: alice, password: geheim}]\n")).assertExit(0);
        JsonNode settings = Ended.json(String.join("\n", good.out()));
        assertThat(settings.path("domain").asText()).isEqualTo("rvoip.test");
        assertThat(settings.path("securityProfile").asText()).isEqualTo("development");
        assertThat(settings.path("media").path("ports").asText()).isEqualTo("20000-20399");
        assertThat(settings.path("missing").isArray()).as("missing").isTrue();
        assertThat(String.join("\n", good.out())).contains("127.0.0.1:5060", "127.0.0.1:8088").doesNotContain("geheim");
    }

    @Test
    void whatTheProfileWantsAndThisBuildLacksIsMissing() {
        Ended refused = Rvoip.run("check", "--effective", file("domain: rvoip.test\nsecurityProfile: government\n")).assertExit(1);
        JsonNode missing = Ended.json(String.join("\n", refused.out())).path("missing");
        assertThat(missing).isNotEmpty().allMatch(JsonNode::isTextual);
        assertThat(missing.toString()).contains("securityProfile: ");
        assertThat(refused.errors()).contains("securityProfile: government needs ");
    }
}
