package io.rvoip.fips;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command in a process of its own: with the module as it was published it starts, otherwise it refuses and says why. */
@Timeout(60)
class StartTest {
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    @TempDir
    private Path dir;

    private record Ended(int code, String text) {}

    private Ended check(String classPath, String profile, String... options) throws Exception {
        Path file = Files.writeString(dir.resolve("office.yaml"), "domain: rvoip.test\nsecurityProfile: " + profile + "\n");
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", classPath, "io.rvoip.cli.Main", "check", file.toString()));
        Path told = dir.resolve("told");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(told.toFile()).start();
        try {
            assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Ended(process.exitValue(), Files.readString(told));
    }

    /** The same class path with a module in which one byte is another one. */
    private String tampered() throws IOException {
        Path copy = dir.resolve("bc-fips.jar");
        List<String> parts = new ArrayList<>(Arrays.asList(CLASS_PATH.split(File.pathSeparator)));
        int at = parts.indexOf(parts.stream().filter(part -> part.contains("bc-fips")).findFirst().orElseThrow());
        Files.copy(Path.of(parts.get(at)), copy);
        try (FileSystem jar = FileSystems.newFileSystem(copy)) {
            Path some = jar.getPath("org/bouncycastle/crypto/fips/FipsStatus.class");
            String text = new String(Files.readAllBytes(some), StandardCharsets.ISO_8859_1);
            assertThat(text).contains("Module startup failed");
            Files.write(some, text.replaceFirst("Module startup failed", "Module startup famed").getBytes(StandardCharsets.ISO_8859_1));
        } catch (UncheckedIOException unreadable) {
            throw unreadable.getCause();
        }
        parts.set(at, copy.toString());
        return String.join(File.pathSeparator, parts);
    }

    @Test
    void asPublishedItStarts() throws Exception {
        assertThat(check(CLASS_PATH, "development").code()).isZero();
    }

    @Test
    void aModuleThatWasChangedIsRefused() throws Exception {
        Ended refused = check(tampered(), "development");
        assertThat(refused.text()).contains("securityProfile: the FIPS module on the class path", "checksum");
        assertThat(refused.code()).isEqualTo(1);
    }

    @Test
    void aModuleOutsideItsApprovedModeIsRefused() throws Exception {
        Ended refused = check(CLASS_PATH, "development", "-Dorg.bouncycastle.fips.approved_only=false");
        assertThat(refused.text()).contains("securityProfile: the FIPS module on the class path is not in its approved-only mode");
        assertThat(refused.code()).isEqualTo(1);
    }

    @Test
    void whatTheProfileGovernmentNeedsBesidesIsNamed() throws Exception {
        Ended refused = check(CLASS_PATH, "government");
        assertThat(refused.text()).contains("securityProfile: government needs policies of certificates (policy OIDs), which this build lacks",
            "securityProfile: government needs a signed audit log").doesNotContain("needs a FIPS-validated module");
        assertThat(refused.code()).isEqualTo(1);
    }
}
