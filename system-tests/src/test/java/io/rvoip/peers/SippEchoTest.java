package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rvoip.engine.CallRecord;
import io.rvoip.media.audio.AudioClip;
import io.rvoip.session.LegStatistics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** sipp plays its own recording into our echo. Its packets hold 30 ms each and leave by a raw socket: root only. */
@Timeout(60)
class SippEchoTest {
    private static final Path CAPTURE = Path.of("/usr/share/sip-tester/g711a.pcap");

    @TempDir
    private Path dir;

    @Test
    void theEchoSaysWhatSippPlayed() throws Exception {
        Tool.require("sipp", "sip-tester");
        assumeTrue(Files.exists(CAPTURE), CAPTURE + " is missing (apt-get install sip-tester)");
        assumeTrue("root".equals(System.getProperty("user.name")), "sipp plays RTP for root only");
        AudioClip played = RtpEar.capture(CAPTURE);
        int media = Tool.freePort();
        try (Office office = Office.open("sipp"); RtpEar ear = new RtpEar(media + 10)) {
            SippRun.Outcome outcome = SippRun.run(dir, SippRun.scenario(dir, "uac_pcap_echo"), "127.0.0.1:" + office.port(),
                Duration.ofSeconds(30), "-m", "1", "-p", String.valueOf(Tool.freePort()), "-mi", "127.0.0.1",
                "-mp", String.valueOf(media), "-auth_uri", "echo@rvoip.test", "-timeout", "25s");
            assertThat(outcome.successful()).as(outcome.output()).isEqualTo(1);
            assertThat(outcome.failed()).isZero();
            List<CallRecord> records = office.recordsOnceQuiet();
            assertThat(records).hasSize(1);
            LegStatistics counted = records.get(0).legs().get(0).statistics().orElseThrow();
            assertThat(counted.packetsReceived()).isGreaterThan(200);
            assertThat(ear.packets()).isGreaterThan(200);
            Speech.assertHeard("echo of " + played + ", " + counted, played, ear.clip());
        }
    }
}
