package io.rvoip.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Main.command().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)).execute(args);
    }

    private static Path file(Path dir, String yaml) throws IOException {
        return Files.writeString(dir.resolve("rvoip.yaml"), yaml);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "demo", "serve", "check", "call", "answer", "bench"})
    void helpIsEverywhere(String command) {
        assertThat(command.isEmpty() ? run("--help") : run(command, "--help")).isZero();
        assertThat(out.toString()).contains("Usage: rvoip");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dance", "serve", "serve --config", "serve --preset small-office --set domain",
        "serve --preset small-office --drain soon", "serve --preset small-office --drain -1", "check", "check one two", "call",
        "call sip:a@127.0.0.1 sip:b@127.0.0.1", "call sip:a@127.0.0.1 --loud", "call sip:a@127.0.0.1 --seconds long",
        "call sip:a@127.0.0.1 --seconds -1", "answer sip:a@127.0.0.1", "answer --listen", "bench", "bench sip --pairs 0"})
    void wrongUsageIsTwo(String line) {
        assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
        assertThat(out.toString()).as("stdout").isEmpty();
        assertThat(err.toString()).matches("(?s).*(Usage: rvoip|Did you mean: rvoip).*").doesNotContain("\tat ");
    }

    @Test
    void checkNamesEveryProblemAndExitsOne(@TempDir Path dir) throws IOException {
        assertThat(run("check", file(dir, "domian: x\nsip: {listen: ['udp://127.0.0.1:99999']}\n").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("domian: is unknown", "sip.listen[0].port: 99999");
    }

    @Test
    void checkPassesAGoodFile(@TempDir Path dir) throws IOException {
        assertThat(run("check", file(dir, "domain: rvoip.test\nsecurityProfile: development\n").toString())).isZero();
    }

    @Test
    void effectiveSettingsAreJsonWithWhatIsMissing(@TempDir Path dir) throws IOException {
        int code = run("check", "--effective", file(dir, "domain: rvoip.test\nsecurityProfile: government\n").toString());
        assertThat(code).isEqualTo(1);
        assertThat(out.toString()).contains("\"securityProfile\" : \"government\"", "\"missing\" : [ \"securityProfile: a FIPS-validated module in approved mode");
    }

    @Test
    void aPresetThatNeedsWhatThisBuildLacksOrNobodyGaveIsRefused() {
        assertThat(run("serve", "--preset", "financial")).isEqualTo(1);
        assertThat(err.toString()).contains("government needs a FIPS-validated module in approved mode, which this build lacks");
        assertThat(run("serve", "--preset", "small-office")).isEqualTo(1);
        assertThat(err.toString()).contains("sip.tls.certificate: is missing", "audit.file: is missing, and the profile standard writes an audit log");
    }

    @Test
    void unknownPresetsAreNamedWithTheKnownOnes() {
        assertThat(run("serve", "--preset", "big-office")).isEqualTo(1);
        assertThat(err.toString()).contains("\"big-office\" is unknown", "small-office");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--zrtp-cache / | zrtpCache: /",
        "--security mikey | --security: mikey needs a key",
        "--security mikey --key short | --key: 5 octets",
        "--security none --key 0123456789abcdef | --key: is for --security mikey only",
        "--security magic | --security: \"magic\" is unknown",
        "--codec G723 | --codec: \"G723\" is unknown; use one of",
        "--codec opus | OPUS is not in this build",
        "--transport sctp | --transport: \"sctp\" is unknown",
        "--listen nowhere | --listen: \"nowhere\" is no address",
        "--listen 127.0.0.1:70000 | --listen: \"127.0.0.1:70000\" is no address",
        "--password ref:env:RVOIP_TEST_UNSET | --password: ref:env:RVOIP_TEST_UNSET: the variable is not set",
        "--play none.wav | --play: none.wav: cannot be read",
        "--play pom.xml | --play: pom.xml: RIFF: missing",
        "--record /nowhere/heard.wav | --record: /nowhere/heard.wav: cannot be written",
        "--record . | --record: .: cannot be written",
        "--as nobody: | sipUri: ",
        "--outbound sip:@@ | outboundProxy: ",
    })
    void whatCannotBeDoneIsRefusedByName(String options, String message) {
        assertThat(run(("call sip:x@127.0.0.1 " + options).split(" "))).isEqualTo(1);
        assertThat(out.toString()).as("stdout").isEmpty();
        assertThat(err.toString()).contains(message).doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"not a uri", "sip:", "sip:x@"})
    void whatIsNoAddressIsRefused(String target) {
        assertThat(run("call", target)).isEqualTo(1);
        assertThat(err.toString()).contains("URI: ").doesNotContain("\tat ");
    }
}
