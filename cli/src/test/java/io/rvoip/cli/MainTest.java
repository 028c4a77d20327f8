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

    @Test
    void wrongUsageIsTwo() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("dance")).isEqualTo(2);
        assertThat(run("serve")).isEqualTo(2);
        assertThat(run("call")).isEqualTo(2);
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
        assertThat(out.toString()).contains("\"securityProfile\" : \"government\"", "\"missing\" : [ \"securityProfile: TLS 1.3");
    }

    @Test
    void aPresetThatNeedsWhatThisBuildLacksIsRefused() {
        assertThat(run("serve", "--preset", "small-office")).isEqualTo(1);
        assertThat(err.toString()).contains("standard needs TLS or WSS for phones");
    }

    @Test
    void unknownPresetsAreNamedWithTheKnownOnes() {
        assertThat(run("serve", "--preset", "big-office")).isEqualTo(1);
        assertThat(err.toString()).contains("\"big-office\" is unknown", "small-office");
    }

    @Test
    void keyingThatThisBuildLacksIsRefusedByName() {
        assertThat(run("call", "sip:x@127.0.0.1", "--security", "zrtp")).isEqualTo(1);
        assertThat(err.toString()).contains("zrtp");
    }
}
