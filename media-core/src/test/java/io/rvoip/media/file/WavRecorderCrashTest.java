package io.rvoip.media.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SECURITY.md P14: kill -9 loses what was on its way to the disk, and nothing that had arrived. */
class WavRecorderCrashTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {20, 90})
    void killedProcessLeavesAFileWithAllItsChunks(int killAfter) throws IOException, InterruptedException {
        Path file = folder.resolve("crash.wav");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
                RecordingProcess.class.getName(), file.toString()).redirectErrorStream(true).start();
        int said = 0;
        try (BufferedReader out = process.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                said = Integer.parseInt(line);
                if (said == killAfter) {
                    process.toHandle().destroyForcibly();
                }
            }
        }
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(said).isGreaterThanOrEqualTo(killAfter);
        WavFile back = WavFile.read(file);
        assertThat(back.complete()).isFalse();
        short[] samples = back.clip().samples();
        // the chunk on its way, and one that the executor had just been woken for
        assertThat(samples.length / 160).isGreaterThanOrEqualTo(said - 2);
        for (int i = 0; i < samples.length; i++) {
            assertThat(samples[i]).isEqualTo((short) (i / 160 + 1));
        }
    }
}
